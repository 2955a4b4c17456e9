using System.Globalization;
using static Po.EndToEnd.Tests.GitHistory.FastImport;

namespace Po.EndToEnd.Tests.GitHistory;

/// <summary>Histories to read.</summary>
internal static class Histories
{
    private const long Start = 1_500_000_000;

    public const string Mailmap = """
        Ada Lovelace <ada@example.org> <ada@old.example.org>
        Grace Hopper <grace@example.org> Amazing Grace <grace@example.org>

        """;

    /// <summary>Everything that Git allows and a reader may stumble over.</summary>
    public static FastImport Odd()
    {
        var import = new FastImport();
        byte[][] authors =
        [
            Utf8("Ada <ada@old.example.org>"),
            Utf8("Ada Lovelace <ada@example.org>"),
            Utf8("Amazing Grace <grace@example.org>"),
            Utf8("Grace Hopper <grace@example.org>"),
            Utf8("Zoë Ünïcode 漢字 🚀 <zoe@example.org>"),
            Utf8(" <no-name@example.org>"),
            Utf8("No Mail <>"),
            Utf8(" <>"),
            Utf8("A-dash-ed % \"quoted\" 'name' [x] {0} <odd+tag@example.org>"),
            Utf8("Escape \u001b[31mred\u001b[0m\ttab <escape@example.org>"),
            Utf8($"{new string('x', 600)} <long@example.org>"),
            Latin1("Jürgen <juergen@example.org>"),
            Latin1("Jorg\u00eb <juergen@example.org>"),
            Utf8("ada lovelace <ada@example.org>"),
        ];
        byte[][] messages =
        [
            Utf8("Subject\n\nBody\n"),
            Utf8(""),
            Utf8("\n\n  1\t2\tnot-a-file.txt\n"),
            Utf8(new string('a', 40)),
            Utf8("Two\nlines"),
            Latin1("Größe"),
            Utf8("-\t-\t"),
        ];

        int? last = null;
        for (var i = 0; i < 60; i++)
        {
            last = import.Commit(
                authors[i % authors.Length], messages[i % messages.Length], Start + (i * 40_000L), Changes(i), last);
        }

        // A commit that says what it is written in, and is converted.
        last = import.Commit(
            Latin1("Jürgen <juergen@example.org>"), Latin1("Größe"), Start + 3_000_000, [], last, encoding: "ISO-8859-1");
        var side = import.Commit(authors[4], Utf8("Side"), Start + 3_000_001, Changes(63), last, branch: "side");
        last = import.Commit(authors[1], Utf8("Main"), Start + 3_000_002, Changes(62), last);
        last = import.Commit(authors[1], Utf8("Merge"), Start + 3_000_003, [], last, merged: side);
        var root = import.Commit(authors[8], Utf8("Another root"), 0, [FastImportChange.Write("other", "x\n")], branch: "root");
        import.Commit(authors[2], Utf8("Merge of another history"), Start + 3_000_004, [], last, merged: root);
        return import;
    }

    /// <summary>Many small commits of some authors; the same for the same numbers.</summary>
    public static FastImport Large(int commits, int seed)
    {
        var random = new Random(seed);
        var import = new FastImport();
        int? last = null;
        for (var i = 0; i < commits; i++)
        {
            var author = (int)(random.NextDouble() * random.NextDouble() * 40);
            var changes = Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(200)).Distinct().Select(file =>
                FastImportChange.Write($"folder{file % 10}/file{file}.txt", Lines(random.Next(20), i)));
            last = import.Commit(
                Utf8($"Author {author} <author{author}@example.org>"), Utf8($"Change {i}"), Start + (i * 20_000L), changes, last);
        }

        return import;
    }

    private static IEnumerable<FastImportChange> Changes(int i) => (i % 6) switch
    {
        0 => [FastImportChange.Write($"src/file{i}.txt", Lines(20, i)), FastImportChange.Write("README", Lines(3, i))],
        1 => [FastImportChange.Rename($"src/file{i - 1}.txt", $"src/renamed{i}.txt")],
        2 => [new FastImportChange(Utf8("image.png"), [0, 1, 2, 0, (byte)i]), FastImportChange.Write("tab\tnew\nline\"", Lines(i, i))],
        3 => [new FastImportChange(Latin1("größe.txt"), Utf8(Lines(2, i))), FastImportChange.Write("漢字/🚀", Lines(1, i))],
        4 => [FastImportChange.Delete($"src/renamed{i - 3}.txt")],
        _ => [],
    };

    private static string Lines(int count, int salt) =>
        string.Concat(Enumerable.Range(0, count).Select(line => string.Create(CultureInfo.InvariantCulture, $"{line} {salt}\n")));
}
