namespace Po.Benchmarks;

// Puts the table into benchmarks.md, between two comments that stay there, and the plot beside it; what people have written around
// them is left alone.
internal static class BenchmarkPage
{
    private const string Begin = "<!-- compare -->";
    private const string End = "<!-- /compare -->";
    private const string Plot = "benchmarks.svg";

    public static async Task WriteAsync(DirectoryInfo folder, Report report, CancellationToken cancellationToken)
    {
        folder.Create();
        var page = Path.Combine(folder.FullName, "benchmarks.md");
        var text = File.Exists(page) ? await File.ReadAllTextAsync(page, cancellationToken) : "";
        var begin = text.IndexOf(Begin, StringComparison.Ordinal);
        var end = text.IndexOf(End, StringComparison.Ordinal);
        var (before, after) = begin >= 0 && end > begin
            ? (text[..begin], text[(end + End.Length)..])
            : (text.Length == 0 ? "# Benchmarks\n\n" : $"{text.TrimEnd()}\n\n", "\n");
        var rows = string.Join('\n', report.Rows.Select(MarkdownTable.Row));
        var table = $"{report.Machine}\n\n![Ratios]({Plot})\n\n{MarkdownTable.Header}\n{rows}";
        await File.WriteAllTextAsync(page, $"{before}{Begin}\n{table}\n{End}{after}", cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, Plot), RatioPlot.Draw(report.Rows, report.Machine), cancellationToken);
    }
}
