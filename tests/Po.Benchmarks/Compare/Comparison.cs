namespace Po.Benchmarks;

/// <summary>Two sides that do the same work: Po, and what it is measured against. Without a baseline only Po is measured.</summary>
internal sealed record Comparison(
    string Name, string Work, double? Must, Func<RunPlan, Task<ISide>> Subject, Func<RunPlan, Task<ISide>>? Baseline);
