using System.Globalization;
using System.Text.Json;

namespace Po.Benchmarks;

// Prints a table that can be pasted into docs/benchmarks.md as it stands.
internal sealed class Report
{
    private readonly List<(Claim Claim, Outcome Outcome)> _rows = [];

    public void Add(Comparison comparison, Outcome outcome)
    {
        foreach (var claim in comparison.Claims)
        {
            _rows.Add((claim, outcome));
            Console.WriteLine(Row(claim, outcome));
        }
    }

    public void Print()
    {
        Console.WriteLine();
        Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {_rows.FirstOrDefault().Outcome?.Subject.Count ?? 0} rounds");
        Console.WriteLine();
        Console.WriteLine("| Name | Work | Must | Ratio: median (min … max) | Unit | Po | Baseline | Po: p50 / p99 ms | Baseline: p50 / p99 ms | Po: bytes/message |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var (claim, outcome) in _rows)
        {
            Console.WriteLine(Row(claim, outcome));
        }
    }

    public async Task WriteJsonAsync(FileInfo file, CancellationToken cancellationToken)
    {
        await using var stream = file.Create();
        await using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartArray();
        foreach (var (claim, outcome) in _rows)
        {
            Write(writer, claim, outcome);
        }

        writer.WriteEndArray();
        await writer.FlushAsync(cancellationToken);
    }

    private static void Write(Utf8JsonWriter writer, Claim claim, Outcome outcome)
    {
        var ratios = outcome.Ratios(claim.Metric);
        writer.WriteStartObject();
        writer.WriteString("name", claim.Name);
        writer.WriteNumber("po", Median(outcome.Subject, claim.Metric) ?? 0);
        if (Median(outcome.Baseline, claim.Metric) is { } against)
        {
            writer.WriteNumber("base", against);
        }

        writer.WriteString("unit", claim.Metric.Unit);
        if (ratios.Length > 0)
        {
            writer.WriteNumber("ratio_median", Outcome.Median(ratios));
            writer.WriteNumber("ratio_min", ratios.Min());
            writer.WriteNumber("ratio_max", ratios.Max());
        }

        writer.WriteEndObject();
    }

    private static string Row(Claim claim, Outcome outcome)
    {
        var must = claim.Must is { } bound ? $"{(claim.Metric.LessIsBetter ? '≤' : '≥')} {Format(bound, "0.0#")}" : "";
        var bytes = outcome.Subject.Count == 0 ? 0 : Outcome.Median(outcome.Subject.Select(m => m.BytesPerMessage));
        return $"| `{claim.Name}` | {claim.Work} | {must} | {Range(outcome.Ratios(claim.Metric))} | {claim.Metric.Unit} | "
            + $"{Value(outcome.Subject, claim.Metric)} | {Value(outcome.Baseline, claim.Metric)} | "
            + $"{Latency(outcome.Subject)} | {Latency(outcome.Baseline)} | {Format(bytes, "#,#")} |";
    }

    private static string Range(double[] ratios) => ratios.Length == 0
        ? ""
        : $"**{Format(Outcome.Median(ratios), "0.00")}** ({Format(ratios.Min(), "0.00")} … {Format(ratios.Max(), "0.00")})";

    private static string Value(IReadOnlyList<Measurement> side, Metric metric) =>
        Median(side, metric) is not { } median ? "" : Format(median, median < 100 ? "0.00" : "#,0");

    private static string Latency(IReadOnlyList<Measurement> side) => Median(side, Metric.P99) is not > 0
        ? ""
        : $"{Format(Median(side, Metric.P50), "0.000")} / {Format(Median(side, Metric.P99), "0.000")}";

    private static double? Median(IReadOnlyList<Measurement> side, Metric metric) =>
        side.Count == 0 ? null : Outcome.Median(side.Select(metric.Value));

    private static string Format(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
