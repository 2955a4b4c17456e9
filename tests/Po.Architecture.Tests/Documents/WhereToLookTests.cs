using System.Text.RegularExpressions;

namespace Po.Architecture.Tests;

public partial class WhereToLookTests
{
    [Fact]
    public void The_README_leads_to_the_lines_that_it_quotes()
    {
        var rows = Row().Matches(Repository.Read("README.md"));

        rows.Should().HaveCountGreaterThanOrEqualTo(4);
        rows.Where(row => !row.Groups["file"].Captures.Any(file => Quotes(file.Value, row.Groups["line"].Value)))
            .Select(row => row.Value)
            .Should().BeEmpty();
    }

    private static bool Quotes(string file, string line) =>
        File.Exists(Repository.FullPath(file)) && Repository.Read(file).Contains(line, StringComparison.Ordinal);

    [GeneratedRegex(@"^\| [^|`\n]+ \|(?:[^|\n]*?\[[^\]\n]+\]\((?<file>[^)\n]+)\))+[^|\n]*\| `(?<line>[^`\n]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
