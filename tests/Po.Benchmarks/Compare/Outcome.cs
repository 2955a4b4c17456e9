namespace Po.Benchmarks;

internal sealed record Outcome(IReadOnlyList<Measurement> Subject, IReadOnlyList<Measurement> Baseline)
{
    public double[] Ratios(Metric metric) =>
        [.. Subject.Zip(Baseline, (subject, baseline) => metric.Value(subject) / metric.Value(baseline))];

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1
            ? sorted[sorted.Length / 2]
            : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
