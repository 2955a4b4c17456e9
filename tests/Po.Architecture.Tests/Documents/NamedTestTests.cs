using System.Text.RegularExpressions;

namespace Po.Architecture.Tests;

// Documents back their claims with tests. A test that is renamed takes its documents along.
public partial class NamedTestTests
{
    private const int Defects = 45;
    private const int Guarantees = 12;

    public static TheoryData<string> Documents => [.. Repository.FilesUnder("", ".md")];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Documents_name_only_tests_that_are_there(string document) =>
        Names(Repository.Read(document)).Where(name => !TestNames.All.Contains(name)).Should().BeEmpty();

    [Fact]
    public void Every_defect_of_the_ancestor_has_a_test_or_says_what_it_comes_with()
    {
        var rows = Repository.ReadLines("docs/ancestor.md")
            .Select(line => DefectRow().Match(line))
            .Where(match => match.Success)
            .ToList();

        rows.Select(row => int.Parse(row.Groups["number"].Value)).Should().Equal(Enumerable.Range(1, Defects));
        rows.Where(row => !Names(row.Groups["tests"].Value).Any() && !row.Groups["tests"].Value.StartsWith("comes with ", StringComparison.Ordinal))
            .Select(row => row.Value)
            .Should().BeEmpty();
    }

    [Fact]
    public void Every_guarantee_has_a_paragraph_and_tests()
    {
        var sections = Regex.Split(Repository.Read("docs/guarantees.md"), "(?m)^(?=## )").Where(section => section.StartsWith("## G", StringComparison.Ordinal)).ToList();

        sections.Select(section => section[3..section.IndexOf('.', StringComparison.Ordinal)])
            .Should().Equal(Enumerable.Range(1, Guarantees).Select(number => $"G{number}"));
        sections.Should().OnlyContain(section => Names(section).Any());
    }

    [Fact]
    public void The_README_links_every_guarantee_and_names_its_tests()
    {
        var rows = Repository.ReadLines("README.md").Select(line => GuaranteeRow().Match(line)).Where(match => match.Success).ToList();

        rows.Select(row => int.Parse(row.Groups["number"].Value)).Should().Equal(Enumerable.Range(1, Guarantees));
        rows.Where(row => !Names(row.Value).Any()).Select(row => row.Value).Should().BeEmpty();
    }

    private static IEnumerable<string> Names(string text) => Name().Matches(text).Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"`(?<name>[A-Z][A-Za-z0-9]*(?:Tests|Specification)(?:\.[A-Z][A-Za-z0-9]*_\w+)?|[A-Z][A-Za-z0-9]*_\w+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"^\| *(?<number>\d+) *\|.*\| *(?<tests>[^|]*?) *\|$")]
    private static partial Regex DefectRow();

    [GeneratedRegex(@"^\| *\[G(?<number>\d+)\]\(docs/guarantees\.md#g\d+-[^)]*\).*\|$")]
    private static partial Regex GuaranteeRow();
}
