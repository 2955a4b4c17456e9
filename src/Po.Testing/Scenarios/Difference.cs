namespace Po.Testing;

// Two lines under each other with a mark below the first character that differs; of long lines the part around it.
internal static class Difference
{
    private const int Before = 60;
    private const int Width = 140;
    private const string CutOff = "…";

    public static string Describe(string expectedTitle, string expected, string actualTitle, string actual)
    {
        var (left, right, column) = Align(expected, actual);
        return $"{expectedTitle}\n  {left}\n{actualTitle}\n  {right}\n  {Mark(column)}";
    }

    /// <summary>Cuts two lines so that their first difference can be seen in both.</summary>
    /// <param name="expected">One line.</param>
    /// <param name="actual">The other.</param>
    /// <returns>Both, and the column of the difference in them.</returns>
    public static (string Expected, string Actual, int Column) Align(string expected, string actual)
    {
        var column = expected.AsSpan().CommonPrefixLength(actual);
        var start = Math.Max(expected.Length, actual.Length) <= Width ? 0 : Math.Max(0, column - Before);
        return (Cut(expected, start), Cut(actual, start), column - start + (start > 0 ? CutOff.Length : 0));
    }

    public static string Mark(int column) => new string(' ', column) + "^ differs from here on";

    private static string Cut(string text, int start)
    {
        var end = Math.Min(text.Length, start + Width);
        return (start > 0 ? CutOff : "") + text[Math.Min(start, end)..end] + (end < text.Length ? CutOff : "");
    }
}
