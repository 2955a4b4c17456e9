using System.Collections.Immutable;
using CsCheck;

namespace Po.Generators.Tests;

public class LockFileTests
{
    private static readonly Gen<string> Word = Gen.Char["ab:@#$\"\\ .[]{}<>äß→😀"].Array[1, 8].Select(chars => new string(chars));

    private static readonly Gen<LockEntry> Entry = Gen.Select(
        Word.Select(word => word.Replace("@", "", StringComparison.Ordinal) + "n"),
        Gen.Int[1, 99],
        Gen.Bool,
        Word.Select(word => word + "a").Array[0, 3],
        Gen.Select(Word, Word, (path, shape) => new LockLine(JsonPath.Word(path), shape)).Array[0, 5].Select(lines => lines.DistinctBy(line => line.Path)),
        (name, version, isRetired, aliases, lines) => new LockEntry(
            name,
            version,
            isRetired,
            aliases.Distinct().OrderBy(alias => alias, StringComparer.Ordinal).ToImmutableArray(),
            lines.ToImmutableArray()));

    [Fact]
    public void Is_text_that_people_read() => LockFile.Write(
        [
            new("order-placed", 2, false, ImmutableArray.Create("order-made"), ImmutableArray.Create(new LockLine("orderId", "string"), new LockLine("total", "decimal"))),
            new("order-placed", 1, false, default, ImmutableArray.Create(new LockLine("orderId", "string"))),
            new("order-lost", 1, true, default, default),
        ])
        .Should().Be(
            """
            # The shape of every stored message. Commit this file; what is new is added by: dotnet build -t:UpdateEventsLock

            message order-lost@1 retired

            message order-placed@1
              orderId: string

            message order-placed@2
              @alias: order-made
              orderId: string
              total: decimal

            """);

    [Fact]
    public void Reads_what_it_has_written() => Entry.Array[0, 6].Sample(entries =>
    {
        var distinct = entries.DistinctBy(entry => entry.Key).OrderBy(entry => entry.Name, StringComparer.Ordinal).ThenBy(entry => entry.Version).ToList();

        var read = LockFile.Parse(LockFile.Write(distinct));

        read.BrokenLine.Should().BeNull();
        read.Entries.Select(entry => entry with { Line = 0 }).Should().Equal(distinct);
    });

    [Fact]
    public void Reads_the_lines_of_another_system() =>
        LockFile.Parse("message a@1\r\n  b: int\r\n").Entries.Single().Lines.Should().Equal(new LockLine("b", "int"));

    [Theory]
    [InlineData("message a@1\n<<<<<<< ours\n  b: int\n", 1)]
    [InlineData("message a@1\n  b: int\n=======\n", 2)]
    [InlineData("  b: int\n", 0)]
    [InlineData("message a\n", 0)]
    [InlineData("message retired\n", 0)]
    [InlineData("message a@1\n\nmessage a@1\n", 2)]
    [InlineData("message a@1\n  b: int\n  c: int\n  b: long\n", 3)]
    public void Says_where_it_cannot_be_read(string text, int line) => LockFile.Parse(text).BrokenLine.Should().Be(line);

    [Fact]
    public void Merges_beside_what_is_there_and_in_the_place_of_it()
    {
        const string Text = "message a@1\n  b: int\nmessage b@1\n";

        var merged = LockFile.Parse(LockFile.Merge(Text, LockFile.Parse("message a@1\n  b: long\nmessage a@2\n").Entries));

        merged.Entries.Select(entry => entry.Key).Should().Equal("a@1", "a@2", "b@1");
        merged.Entries[0].Lines.Should().Equal(new LockLine("b", "long"));
    }

    [Fact]
    public void Keeps_what_people_have_written_beside_it()
    {
        const string Text = """
            # Ask Ada before you rewrite anything here.

            # Two lines about b,
            # from March.
            message b@1 retired
              c: int
              # and why c is there

            # The end.
            """;

        var merged = LockFile.Merge(Text, LockFile.Parse("message a@1\n\nmessage b@1\n  c: long\n").Entries);

        merged.Should().Be("""
            # The shape of every stored message. Commit this file; what is new is added by: dotnet build -t:UpdateEventsLock
            # Ask Ada before you rewrite anything here.

            message a@1

            # Two lines about b,
            # from March.
            # and why c is there
            message b@1
              c: long

            # The end.

            """);
        LockFile.Merge(merged, []).Should().Be(merged);
    }

    [Fact]
    public void Merges_nothing_into_what_cannot_be_read() =>
        LockFile.Merge("=======\n", LockFile.Parse("message a@1\n").Entries).Should().Be("=======\n");
}
