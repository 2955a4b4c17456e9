namespace Po.Benchmarks;

/// <summary>Two sides that do the same work: Po, and what it is measured against. Without a baseline only Po is measured.</summary>
internal sealed record Comparison(
    string Name, string Work, double? Must, Func<RunPlan, Task<ISide>> Subject, Func<RunPlan, Task<ISide>>? Baseline)
{
    public Metric Metric { get; init; } = Metric.Speed;

    /// <summary>What else the same runs tell.</summary>
    public IReadOnlyList<Claim> Also { get; init; } = [];

    public IEnumerable<Claim> Claims => [new(Name, Work, Must, Metric), .. Also];
}
