using System.Text.Json.Serialization;

namespace Po.Tests;

[JsonSerializable(typeof(Added))]
internal sealed partial class TestJson : JsonSerializerContext;
