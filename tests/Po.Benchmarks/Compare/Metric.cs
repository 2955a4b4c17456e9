namespace Po.Benchmarks;

/// <summary>Which number of a measurement two sides are compared by.</summary>
internal sealed record Metric(string Unit, bool LessIsBetter, Func<Measurement, double> Value)
{
    public static Metric Speed { get; } = new("messages/s", false, m => m.PerSecond);

    public static Metric Statements { get; } = new("statements/s", true, m => m.PerSecond);

    public static Metric Connections { get; } = new("connections", true, m => m.Connections);

    public static Metric P50 { get; } = new("ms", true, m => m.P50Ms);

    public static Metric P99 { get; } = new("ms", true, m => m.P99Ms);
}
