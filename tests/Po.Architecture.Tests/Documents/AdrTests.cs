using System.Text.RegularExpressions;

namespace Po.Architecture.Tests;

public partial class AdrTests
{
    private const int OnePage = 80;

    private static readonly string[] Headings = ["Status", "Context", "Decision", "Consequences", "Rejected", "Guarded by"];

    public static TheoryData<string> Adrs => [.. Files];

    private static string[] Files => [.. Repository.FilesUnder("docs/adr/", ".md").Where(file => Path.GetFileName(file) != "README.md").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Adrs))]
    public void A_decision_has_every_heading_in_order(string adr) =>
        Heading().Matches(Repository.Read(adr)).Select(match => match.Groups["text"].Value).Should().Equal(Headings);

    [Theory]
    [MemberData(nameof(Adrs))]
    public void A_decision_fits_one_page(string adr) => Repository.ReadLines(adr).Length.Should().BeLessThanOrEqualTo(OnePage);

    [Theory]
    [MemberData(nameof(Adrs))]
    public void A_decision_carries_its_number_in_the_title(string adr) =>
        Repository.ReadLines(adr)[0].Should().MatchRegex($@"^# {int.Parse(Path.GetFileName(adr)[..4])}\. \S");

    [Fact]
    public void Numbers_start_at_one_and_have_no_holes() =>
        Files.Select(file => int.Parse(Path.GetFileName(file)[..4])).Should().Equal(Enumerable.Range(1, Files.Length));

    [Fact]
    public void The_index_lists_every_decision()
    {
        var index = Repository.Read("docs/adr/README.md");

        Files.Select(Path.GetFileName).Should().OnlyContain(file => index.Contains($"({file})"));
    }

    [GeneratedRegex(@"^## (?<text>.+?)\s*$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
