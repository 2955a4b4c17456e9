using System.Text.Json.Serialization;
using Po;

namespace Highway;

#region catalogue
/// <summary>The messages, and how they are written; made at compile time.</summary>
[MessageCatalog]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CarEntered))]
[JsonSerializable(typeof(CarLeft))]
[JsonSerializable(typeof(RunStarted))]
internal sealed partial class HighwayJson : JsonSerializerContext;
#endregion
