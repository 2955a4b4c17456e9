using System.Text.RegularExpressions;

namespace Po.Architecture.Tests;

public partial class SnippetTests
{
    [Fact]
    public void The_program_in_the_README_is_that_of_HelloWorld() =>
        Snippets("README.md").Select(snippet => snippet.Source).Should().Contain("samples/HelloWorld/Program.cs#readme");

    [Fact]
    public void Snippets_equal_the_compiled_code_that_they_were_cut_from()
    {
        foreach (var (document, source, code) in Repository.FilesUnder("", ".md").SelectMany(Snippets))
        {
            var parts = source.Split('#');

            code.Should().Be(Region(parts[0], parts[1]), "{0} shows {1}", document, source);
        }
    }

    [Fact]
    public void Every_block_of_CSharp_says_where_it_was_cut_from() =>
        Repository.FilesUnder("", ".md")
            .Where(document => CSharp().Count(Repository.Read(document)) != Snippets(document).Count())
            .Should().BeEmpty();

    private static IEnumerable<(string Document, string Source, string Code)> Snippets(string document) =>
        Snippet().Matches(Repository.Read(document))
            .Select(match => (document, match.Groups["source"].Value, match.Groups["code"].Value.TrimEnd()));

    private static string Region(string file, string name)
    {
        var lines = Repository.ReadLines(file);
        var begin = Array.FindIndex(lines, line => line.Trim() == $"#region {name}");
        var end = Array.FindIndex(lines, begin + 1, line => line.Trim() == "#endregion");
        begin.Should().BeGreaterThanOrEqualTo(0, "{0} has a region {1}", file, name);
        var indent = lines[begin].Length - lines[begin].TrimStart().Length;
        return string.Join('\n', lines[(begin + 1)..end].Select(line => line.Length > indent ? line[indent..] : line)).TrimEnd();
    }

    [GeneratedRegex(@"<!-- snippet: (?<source>\S+) -->\s*^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"^\s*```csharp", RegexOptions.Multiline)]
    private static partial Regex CSharp();
}
