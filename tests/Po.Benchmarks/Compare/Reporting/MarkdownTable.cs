using System.Globalization;

namespace Po.Benchmarks;

internal static class MarkdownTable
{
    public const string Header = """
        | Name | Work | Must | Ratio: median (min … max) | Unit | Po | Baseline | Po: p50 / p99 ms | Baseline: p50 / p99 ms | Po: bytes/message |
        |---|---|---|---|---|---|---|---|---|---|
        """;

    public static string Row(ReportRow row)
    {
        var (claim, outcome) = row;
        var must = claim.Must is { } bound ? $"{(claim.Metric.LessIsBetter ? '≤' : '≥')} {Format(bound, "0.0#")}" : "";
        var ratio = row.Ratio is { } r ? $"**{Format(r.Median, "0.00")}** ({Format(r.Min, "0.00")} … {Format(r.Max, "0.00")})" : "";
        var bytes = Spread.Of(outcome.Subject.Select(m => m.BytesPerMessage))?.Median ?? 0;
        return $"| `{claim.Name}` | {claim.Work} | {must} | {ratio} | {claim.Metric.Unit} | {Range(row.Po)} | {Range(row.Baseline)} | "
            + $"{Latency(outcome.Subject)} | {Latency(outcome.Baseline)} | {Format(bytes, "#,#")} |";
    }

    private static string Range(Spread? spread)
    {
        var format = spread?.Median < 100 ? "0.00" : "#,0";
        return spread is null ? "" : $"{Format(spread.Median, format)} ({Format(spread.Min, format)} … {Format(spread.Max, format)})";
    }

    private static string Latency(IReadOnlyList<Measurement> side) => Spread.Of(side.Select(m => m.P99Ms)) is { Median: > 0 } p99
        ? $"{Format(Spread.Of(side.Select(m => m.P50Ms))!.Median, "0.000")} / {Format(p99.Median, "0.000")}"
        : "";

    private static string Format(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
