using System.Text;

namespace Po.Testing;

// Compares the messages that were expected with those that there are, and shows the first that differs.
internal static class MessageComparison
{
    private const string None = "(none)";
    private const string End = "(no further message)";

    /// <summary>Throws unless both lists are the same.</summary>
    /// <param name="claim">What is not so, for the first line.</param>
    /// <param name="given">What was there before, for the report.</param>
    /// <param name="expected">What was expected after it.</param>
    /// <param name="actual">What there is after it.</param>
    /// <exception cref="PoTestException">They differ.</exception>
    public static void Compare(
        string claim, IReadOnlyList<MessageLine> given, IReadOnlyList<MessageLine> expected, IReadOnlyList<MessageLine> actual)
    {
        var wanted = Number(expected, given.Count);
        var found = Number([.. actual.Select((line, i) => line.AsAskedBy(i < expected.Count ? expected[i] : null))], given.Count);
        var first = Enumerable.Range(0, Math.Max(wanted.Count, found.Count))
            .FirstOrDefault(i => wanted.ElementAtOrDefault(i) != found.ElementAtOrDefault(i), -1);
        if (first < 0)
        {
            return;
        }

        var report = new StringBuilder(claim).Append("\n\n");
        Append(report, "Given", Number(given, 0));
        var (left, right, column) = Difference.Align(wanted.ElementAtOrDefault(first) ?? End, found.ElementAtOrDefault(first) ?? End);
        Append(report, "Expected", Replace(wanted, first, left));
        Append(report, "But there is", Replace(found, first, right), afterLine: first, Difference.Mark(column));
        throw new PoTestException(report.ToString().TrimEnd());
    }

    /// <summary>The part of a report that says what was there.</summary>
    /// <param name="given">What was there.</param>
    public static string Describe(IReadOnlyList<MessageLine> given) =>
        Append(new StringBuilder(), "Given", Number(given, 0)).ToString().TrimEnd();

    private static List<string> Number(IReadOnlyList<MessageLine> lines, int before) =>
        [.. lines.Select((line, i) => line.Text(before + i + 1))];

    private static List<string> Replace(List<string> lines, int index, string line) =>
        index < lines.Count ? [.. lines[..index], line, .. lines[(index + 1)..]] : [.. lines, line];

    private static StringBuilder Append(
        StringBuilder report, string title, List<string> lines, int afterLine = -1, string mark = "")
    {
        report.Append(title).Append('\n');
        if (lines.Count == 0)
        {
            report.Append("  ").Append(None).Append('\n');
        }

        for (var i = 0; i < lines.Count; i++)
        {
            report.Append("  ").Append(lines[i]).Append('\n');
            if (i == afterLine)
            {
                report.Append("  ").Append(mark).Append('\n');
            }
        }

        return report;
    }
}
