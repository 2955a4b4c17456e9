using System.Globalization;
using System.Text.Json;

namespace Po.Benchmarks;

// Prints a table that can be pasted into docs/benchmarks.md as it stands.
internal sealed class Report
{
    private readonly List<(Comparison Comparison, Outcome Outcome)> _rows = [];

    public void Add(Comparison comparison, Outcome outcome)
    {
        _rows.Add((comparison, outcome));
        Console.WriteLine(Row(comparison, outcome));
    }

    public void Print()
    {
        Console.WriteLine();
        Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {_rows.FirstOrDefault().Outcome?.Subject.Count ?? 0} rounds");
        Console.WriteLine();
        Console.WriteLine("| Name | Work | Must | Ratio: median (min … max) | p99 ratio | Po, messages/s | p50 / p99 ms | Bytes/message | Baseline, messages/s | p50 / p99 ms |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var (comparison, outcome) in _rows)
        {
            Console.WriteLine(Row(comparison, outcome));
        }
    }

    public async Task WriteJsonAsync(FileInfo file, CancellationToken cancellationToken)
    {
        await using var stream = file.Create();
        await using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartArray();
        foreach (var (comparison, outcome) in _rows)
        {
            Write(writer, comparison.Name, "messages/s", outcome.Subject.Select(m => m.PerSecond), outcome.Baseline.Select(m => m.PerSecond), outcome.Ratios);
        }

        writer.WriteEndArray();
        await writer.FlushAsync(cancellationToken);
    }

    private static void Write(
        Utf8JsonWriter writer, string name, string unit, IEnumerable<double> po, IEnumerable<double> against, double[] ratios)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WriteNumber("po", Outcome.Median(po));
        if (ratios.Length > 0)
        {
            writer.WriteNumber("base", Outcome.Median(against));
        }

        writer.WriteString("unit", unit);
        if (ratios.Length > 0)
        {
            writer.WriteNumber("ratio_median", Outcome.Median(ratios));
            writer.WriteNumber("ratio_min", ratios.Min());
            writer.WriteNumber("ratio_max", ratios.Max());
        }

        writer.WriteEndObject();
    }

    private static string Row(Comparison comparison, Outcome outcome)
    {
        var must = comparison.Must is { } bound ? Format(bound, "≥ 0.0#") : "";
        return $"| `{comparison.Name}` | {comparison.Work} | {must} | {Range(outcome)} | {Format(outcome.P99Ratio, "0.00")} | "
            + $"{Speed(outcome.Subject)} | {Latency(outcome.Subject)} | {Format(Median(outcome.Subject, m => m.BytesPerMessage), "#,0")} | "
            + $"{Speed(outcome.Baseline)} | {Latency(outcome.Baseline)} |";
    }

    private static string Range(Outcome outcome) => outcome.Ratio is null
        ? ""
        : $"**{Format(outcome.Ratio, "0.00")}** ({Format(outcome.Ratios.Min(), "0.00")} … {Format(outcome.Ratios.Max(), "0.00")})";

    private static string Speed(IReadOnlyList<Measurement> side) => Format(Median(side, m => m.PerSecond), "#,0");

    private static string Latency(IReadOnlyList<Measurement> side) =>
        Median(side, m => m.P99Ms) is not > 0
            ? ""
            : $"{Format(Median(side, m => m.P50Ms), "0.000")} / {Format(Median(side, m => m.P99Ms), "0.000")}";

    private static double? Median(IReadOnlyList<Measurement> side, Func<Measurement, double> value) =>
        side.Count == 0 ? null : Outcome.Median(side.Select(value));

    private static string Format(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
