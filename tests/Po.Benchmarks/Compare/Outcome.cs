namespace Po.Benchmarks;

internal sealed record Outcome(IReadOnlyList<Measurement> Subject, IReadOnlyList<Measurement> Baseline)
{
    public double[] Ratios => [.. Subject.Zip(Baseline, (subject, baseline) => subject.PerSecond / baseline.PerSecond)];

    public double? Ratio => Baseline.Count == 0 ? null : Median(Ratios);

    public double? P99Ratio => Baseline.Count == 0 || Baseline[0].P99Ms == 0
        ? null
        : Median(Subject.Zip(Baseline, (subject, baseline) => subject.P99Ms / baseline.P99Ms));

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1
            ? sorted[sorted.Length / 2]
            : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
