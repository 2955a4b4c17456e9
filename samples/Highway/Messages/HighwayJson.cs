using System.Text.Json.Serialization;

namespace Highway;

/// <summary>How messages are written; made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CarEntered))]
[JsonSerializable(typeof(CarLeft))]
[JsonSerializable(typeof(RunStarted))]
internal sealed partial class HighwayJson : JsonSerializerContext;
