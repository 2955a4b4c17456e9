using System.Globalization;
using System.Text;

namespace Po.Benchmarks;

// Every ratio as a bar on a logarithmic scale: how many times as good as the baseline, to the right of 1 is better. Where less is better
// the ratio is turned round. The thin line spans the rounds, the dark tick is what must be reached.
internal static class RatioPlot
{
    private const int RowHeight = 22;
    private const int Left = 230;
    private const int Width = 900;
    private const int Right = 70;
    private const int Top = 50;
    private const double Lowest = 0.125;
    private const double Highest = 64;

    public static string Draw(IReadOnlyList<ReportRow> rows, string machine)
    {
        var drawn = rows.Where(row => row.Ratio is not null).ToArray();
        var height = Top + (drawn.Length * RowHeight) + 20;
        var svg = new StringBuilder();
        Line(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{height}" font-family="sans-serif" font-size="12">""");
        Line(svg, $"""<rect width="{Width}" height="{height}" fill="#ffffff"/>""");
        Line(svg, $"""<text x="10" y="18" font-weight="bold">Times as good as the baseline</text>""");
        Line(svg, $"""<text x="{Width - 10}" y="18" text-anchor="end" fill="#555555">{machine}</text>""");
        for (var at = Lowest; at <= Highest; at *= 2)
        {
            Line(svg, $"""<line x1="{X(at)}" y1="{Top - 8}" x2="{X(at)}" y2="{height - 15}" stroke="{(at == 1 ? "#555555" : "#dddddd")}"/>""");
            Line(svg, $"""<text x="{X(at)}" y="{Top - 12}" text-anchor="middle" fill="#555555">{at:0.###}</text>""");
        }

        for (var i = 0; i < drawn.Length; i++)
        {
            Row(svg, drawn[i], Top + (i * RowHeight));
        }

        Line(svg, $"</svg>");
        return svg.ToString();
    }

    private static void Row(StringBuilder svg, ReportRow row, int y)
    {
        var ratio = row.Ratio!;
        double Turn(double value) => row.Claim.Metric.LessIsBetter ? 1 / value : value;
        var (end, min, max) = (X(Turn(ratio.Median)), X(Turn(ratio.Min)), X(Turn(ratio.Max)));
        var color = row.IsKept switch { true => "#4a9a5b", false => "#c8553d", null => "#7a8fb0" };
        Line(svg, $"""<text x="{Left - 10}" y="{y + 13}" text-anchor="end">{row.Claim.Name}</text>""");
        Line(svg, $"""<rect x="{Math.Min(X(1), end)}" y="{y + 3}" width="{Math.Abs(end - X(1))}" height="12" fill="{color}"/>""");
        Line(svg, $"""<line x1="{min}" y1="{y + 9}" x2="{max}" y2="{y + 9}" stroke="#333333"/>""");
        if (row.Claim.Must is { } must)
        {
            Line(svg, $"""<rect x="{X(Turn(must)) - 1}" y="{y}" width="3" height="18" fill="#222222"/>""");
        }

        var label = new[] { X(1), min, max, end, row.Claim.Must is { } bound ? X(Turn(bound)) : 0 }.Max();
        Line(svg, $"""<text x="{label + 6}" y="{y + 13}" fill="#333333">{Turn(ratio.Median):0.00}</text>""");
    }

    private static int X(double ratio) => Left + (int)Math.Round(
        Math.Log(Math.Clamp(ratio, Lowest, Highest) / Lowest) / Math.Log(Highest / Lowest) * (Width - Left - Right));

    private static void Line(StringBuilder svg, FormattableString text) =>
        svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
