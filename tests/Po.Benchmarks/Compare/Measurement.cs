namespace Po.Benchmarks;

/// <summary>One round of one side: messages a second, the latency of a call where there are calls, bytes allocated for a message.</summary>
internal sealed record Measurement(double PerSecond, double P50Ms, double P99Ms, double BytesPerMessage);
