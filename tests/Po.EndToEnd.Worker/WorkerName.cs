namespace Po.EndToEnd.Worker;

/// <summary>The name of this process.</summary>
internal sealed record WorkerName(string Value);
