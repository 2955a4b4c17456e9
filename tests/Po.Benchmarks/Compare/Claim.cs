namespace Po.Benchmarks;

/// <summary>A name in the table, the number that stands behind it, and the bound that it must keep.</summary>
internal sealed record Claim(string Name, string Work, double? Must, Metric Metric);
