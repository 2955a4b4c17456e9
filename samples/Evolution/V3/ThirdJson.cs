using System.Text.Json;
using System.Text.Json.Serialization;

namespace Evolution.V3;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(MemberJoined))]
[JsonSerializable(typeof(BookBorrowed))]
[JsonSerializable(typeof(MemberRenamed))]
[JsonSerializable(typeof(MemberMoved))]
internal sealed partial class ThirdJson : JsonSerializerContext;
