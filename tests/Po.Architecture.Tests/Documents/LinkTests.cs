using System.Text.RegularExpressions;

namespace Po.Architecture.Tests;

public partial class LinkTests
{
    public static TheoryData<string> Documents => [.. Repository.FilesUnder("", ".md")];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_lead_to_files_and_headings_that_are_there(string document)
    {
        var text = Fence().Replace(Repository.Read(document), "");
        var folder = Path.GetDirectoryName(Repository.FullPath(document))!;

        Link().Matches(text).Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !LeadsSomewhere(folder, document, target))
            .Should().BeEmpty();
    }

    [Fact]
    public void Every_document_is_reached_from_the_README()
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(["README.md"]);
        while (open.TryDequeue(out var document))
        {
            if (!reached.Add(document) || !document.EndsWith(".md", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (Match match in Link().Matches(Repository.Read(document)))
            {
                var path = Path.GetFullPath(match.Groups["target"].Value.Split('#')[0], Path.GetDirectoryName(Repository.FullPath(document))!);
                open.Enqueue(Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'));
            }
        }

        Repository.FilesUnder("docs/", ".md").Where(document => !reached.Contains(document)).Should().BeEmpty();
    }

    private static bool LeadsSomewhere(string folder, string document, string target)
    {
        var parts = target.Split('#', 2);
        var path = parts[0].Length == 0 ? Repository.FullPath(document) : Path.GetFullPath(parts[0], folder);
        return parts.Length == 1 ? Path.Exists(path) : File.Exists(path) && Headings(path).Contains(parts[1]);
    }

    private static IEnumerable<string> Headings(string path) =>
        Heading().Matches(Fence().Replace(File.ReadAllText(path), "")).Select(match => Anchor(match.Groups["text"].Value));

    // As code hosts do it: letters, digits, hyphens and underscores stay, spaces become hyphens.
    private static string Anchor(string heading) =>
        string.Concat(heading.Trim().ToLowerInvariant()
            .Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')
            .Select(c => c == ' ' ? '-' : c));

    [GeneratedRegex(@"(?<!!)\[[^\]\[]*(?:\[[^\]]*\][^\]\[]*)?\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#{1,6} +(?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
