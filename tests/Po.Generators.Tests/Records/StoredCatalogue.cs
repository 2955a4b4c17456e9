using System.Text.Json;
using System.Text.Json.Serialization;

namespace Po.Generators.Tests;

[MessageCatalog]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Numbers))]
[JsonSerializable(typeof(Texts))]
[JsonSerializable(typeof(Times))]
[JsonSerializable(typeof(Choices))]
[JsonSerializable(typeof(Lists))]
[JsonSerializable(typeof(Value))]
[JsonSerializable(typeof(Set))]
[JsonSerializable(typeof(Cases))]
internal sealed partial class StoredCatalogue : JsonSerializerContext;
