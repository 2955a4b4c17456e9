namespace Po.Benchmarks;

internal sealed record RunPlan(int Rounds, TimeSpan Time, int Records);
