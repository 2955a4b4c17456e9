using System.Text.Json;

namespace Po.Benchmarks;

internal sealed class Report
{
    private readonly List<ReportRow> _rows = [];

    public IReadOnlyList<ReportRow> Rows => _rows;

    // The machine and what ran on it, for ratios to be read with.
    public string Machine => $"{Environment.ProcessorCount} cores, .NET {Environment.Version}"
        + (PostgresBench.ServerVersion is { } version ? $", PostgreSQL {version}" : "")
        + $", {_rows.Select(row => row.Outcome.Subject.Count).DefaultIfEmpty().Max()} rounds";

    public void Add(Comparison comparison, Outcome outcome)
    {
        foreach (var claim in comparison.Claims)
        {
            var row = new ReportRow(claim, outcome);
            _rows.Add(row);
            Console.WriteLine(MarkdownTable.Row(row));
        }
    }

    public void Print()
    {
        Console.WriteLine();
        Console.WriteLine(Machine);
        Console.WriteLine();
        Console.WriteLine(MarkdownTable.Header);
        foreach (var row in _rows)
        {
            Console.WriteLine(MarkdownTable.Row(row));
        }

        var missed = _rows.Where(row => row.IsKept == false).Select(row => row.Claim.Name).ToArray();
        if (missed.Length > 0)
        {
            Console.WriteLine();
            Console.WriteLine($"Missed: {string.Join(", ", missed)}");
        }
    }

    public async Task WriteJsonAsync(FileInfo file, CancellationToken cancellationToken)
    {
        await using var stream = file.Create();
        await using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartArray();
        foreach (var row in _rows)
        {
            Write(writer, row);
        }

        writer.WriteEndArray();
        await writer.FlushAsync(cancellationToken);
    }

    private static void Write(Utf8JsonWriter writer, ReportRow row)
    {
        writer.WriteStartObject();
        writer.WriteString("name", row.Claim.Name);
        writer.WriteNumber("po", row.Po?.Median ?? 0);
        if (row.Baseline is { } baseline)
        {
            writer.WriteNumber("base", baseline.Median);
        }

        writer.WriteString("unit", row.Claim.Metric.Unit);
        if (row.Ratio is { } ratio)
        {
            writer.WriteNumber("ratio_median", ratio.Median);
            writer.WriteNumber("ratio_min", ratio.Min);
            writer.WriteNumber("ratio_max", ratio.Max);
        }

        writer.WriteEndObject();
    }
}
