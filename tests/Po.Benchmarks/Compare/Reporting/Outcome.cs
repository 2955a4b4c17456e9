namespace Po.Benchmarks;

internal sealed record Outcome(IReadOnlyList<Measurement> Subject, IReadOnlyList<Measurement> Baseline)
{
    public Spread? Ratios(Metric metric) =>
        Spread.Of(Subject.Zip(Baseline, (subject, baseline) => metric.Value(subject) / metric.Value(baseline)));
}
