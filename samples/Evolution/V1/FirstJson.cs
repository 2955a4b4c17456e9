using System.Text.Json;
using System.Text.Json.Serialization;

namespace Evolution.V1;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(MemberRegistered))]
[JsonSerializable(typeof(BookBorrowed))]
[JsonSerializable(typeof(ProfileChanged))]
[JsonSerializable(typeof(CatalogueSearched))]
internal sealed partial class FirstJson : JsonSerializerContext;
