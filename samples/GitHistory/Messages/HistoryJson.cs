using System.Text.Json.Serialization;

namespace GitHistory;

/// <summary>How messages are written; made at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CommitRecorded))]
[JsonSerializable(typeof(CommitDropped))]
[JsonSerializable(typeof(RepositoryChosen))]
internal sealed partial class HistoryJson : JsonSerializerContext;
