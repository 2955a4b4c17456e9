namespace Po.Benchmarks;

/// <summary>One round of one side: messages a second, latency of a call or the whole time, bytes allocated for a message.</summary>
internal sealed record Measurement(double PerSecond, double P50Ms, double P99Ms, double BytesPerMessage)
{
    /// <summary>Connections held, where they are what is measured.</summary>
    public int Connections { get; init; }
}
