namespace Po.Benchmarks;

/// <summary>What a run says about a claim.</summary>
internal sealed record ReportRow(Claim Claim, Outcome Outcome)
{
    public Spread? Ratio => Outcome.Ratios(Claim.Metric);

    public Spread? Po => Spread.Of(Outcome.Subject.Select(Claim.Metric.Value));

    public Spread? Baseline => Spread.Of(Outcome.Baseline.Select(Claim.Metric.Value));

    /// <summary>Whether the bound is kept, by the ratio, or by Po's own number where there is nothing to compare it with.</summary>
    public bool? IsKept => (Claim.Must, Ratio ?? Po) is ({ } must, { } reached)
        ? Claim.Metric.LessIsBetter ? reached.Median <= must : reached.Median >= must
        : null;
}
