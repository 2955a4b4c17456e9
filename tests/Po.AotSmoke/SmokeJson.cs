using System.Text.Json.Serialization;

namespace Po.AotSmoke;

#region json
[MessageCatalog]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Booked))]
[JsonSerializable(typeof(BalanceState))]
internal sealed partial class SmokeJson : JsonSerializerContext;
#endregion
