using System.Text.Json;
using System.Text.Json.Serialization;

namespace Evolution.V2;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(MemberJoined))]
[JsonSerializable(typeof(BookBorrowed))]
[JsonSerializable(typeof(ProfileChanged))]
[JsonSerializable(typeof(CatalogueSearched))]
internal sealed partial class SecondJson : JsonSerializerContext;
