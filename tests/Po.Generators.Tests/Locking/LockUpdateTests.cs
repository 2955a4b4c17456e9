using System.Text.Json;
using System.Text.Json.Serialization;

namespace Po.Generators.Tests;

public class LockUpdateTests
{
    private const string Messages = """
        [Message("opened", Version = 2, Aliases = ["was-opened"])] internal sealed record Opened(string By, int? Count);
        [Message("closed")] internal sealed record Closed;
        """;

    private const string OtherShapes = "message closed@1\n  at: datetime\n\nmessage opened@2\n  by: int\n  count: int?\n";

    [Fact]
    public void Begins_a_file_with_every_message_of_the_catalogues()
    {
        var (text, changes, refused) = Update(null);

        text.Should().EndWith("message closed@1\n\nmessage opened@2\n  @alias: was-opened\n  by: string\n  count: int?\n");
        changes.Should().Be("+ closed@1\n+ opened@2");
        refused.Should().BeEmpty();
    }

    [Fact]
    public void Keeps_what_was_stored_once()
    {
        var (text, changes, _) = Update("message gone@1 retired\n  a: int\n\nmessage opened@1\n  by: string\n");

        LockFile.Parse(text).Entries.Select(entry => entry.Key).Should().Equal("closed@1", "gone@1", "opened@1", "opened@2");
        LockFile.Parse(text).Entries[1].IsRetired.Should().BeTrue();
        changes.Should().Be("+ closed@1\n+ opened@2");
    }

    [Fact]
    public void Keeps_an_alias_that_a_type_no_longer_has()
    {
        var (text, changes, _) = Update("message closed@1\n  @alias: shut\n");

        LockFile.Parse(text).Find("closed", 1)!.Aliases.Should().Equal("shut");
        changes.Should().Be("+ opened@2");
    }

    [Fact]
    public void Keeps_the_shapes_that_it_is_not_told_to_rewrite_and_says_which()
    {
        var (text, changes, refused) = Update(OtherShapes);

        text.Should().EndWith("message closed@1\n  at: datetime\n\nmessage opened@2\n  @alias: was-opened\n  by: int\n  count: int?\n");
        changes.Should().Be("+ opened@2: alias was-opened");
        refused.Should().Be("closed@1: - at: datetime\nopened@2: by: int → string");
    }

    [Theory]
    [InlineData("closed@1+opened@2")]
    [InlineData("opened@2 + closed@1")]
    [InlineData("*")]
    public void Says_what_it_rewrites(string named)
    {
        var (text, changes, refused) = Update(OtherShapes, named);

        text.Should().EndWith("message closed@1\n\nmessage opened@2\n  @alias: was-opened\n  by: string\n  count: int?\n");
        changes.Should().Be("+ opened@2: alias was-opened\n~ closed@1: - at: datetime\n~ opened@2: by: int → string");
        refused.Should().BeEmpty();
    }

    [Fact]
    public void Rewrites_none_but_those_that_are_named()
    {
        var (text, _, refused) = Update(OtherShapes, "closed@1+opened@1");

        text.Should().EndWith("message closed@1\n\nmessage opened@2\n  @alias: was-opened\n  by: int\n  count: int?\n");
        refused.Should().Be("opened@2: by: int → string");
    }

    [Theory]
    [InlineData("", "message was-opened@2\n  by: int\n", "was-opened@2: by: int → string; + count: int?")]
    [InlineData("was-opened@2", "message was-opened@2\n  by: string\n  count: int?\n", "")]
    public void Asks_for_an_alias_by_its_own_entry(string named, string entry, string refusal)
    {
        var (text, _, refused) = Update("message was-opened@2\n  by: int\n", named);

        text.Should().Contain(entry).And.Contain("message opened@2\n  @alias: was-opened\n");
        refused.Should().Be(refusal);
    }

    [Fact]
    public void Keeps_what_people_have_written_beside_it()
    {
        var (text, _, _) = Update("# About closed.\n\n# About that one.\nmessage closed@1\n\n# The end.\n");

        text.Should().Contain("\n# About closed.\n\n# About that one.\nmessage closed@1\n").And.EndWith("\n\n# The end.\n");
    }

    [Fact]
    public void Takes_a_message_back_that_was_retired()
    {
        var (text, changes, _) = Update("message closed@1 retired\n");

        text.Should().Contain("message closed@1\n");
        changes.Should().Be("+ closed@1: no longer retired\n+ opened@2");
    }

    [Fact]
    public void Changes_nothing_the_second_time()
    {
        var (first, _, _) = Update(null);

        Update(first).Should().Be((first, "", ""));
    }

    [Fact]
    public void Works_nothing_out_that_nobody_has_asked_for() =>
        Code.WithCatalogue(Messages, "Opened", "Closed").WithLock("").Drive().GetRunResult().GeneratedTrees.Should().ContainSingle();

    [Fact]
    public void Leaves_a_file_alone_that_it_cannot_read() => Code.WithCatalogue(Messages, "Opened", "Closed").WithLock("=======\n")
        .WithProperty("PoUpdatesEventsLock", "true").Drive().GetRunResult().GeneratedTrees.Should().ContainSingle();

    // The guide says so: whoever makes the shapes fit again starts from here.
    [Fact]
    public async Task Writes_no_more_of_a_type_than_the_serializer_sees_beside_another_generator()
    {
        var code = Code.WithCatalogue("""[Message("opened")] internal sealed partial record Opened(string By);""", "Opened")
            .WithGenerated("namespace App; partial record Opened { public int More { get; set; } }");
        var update = code.WithLock("").WithProperty("PoUpdatesEventsLock", "true").Drive().GetRunResult();
        var opened = code.Build().GetType("App.Opened")!;
        var context = (JsonSerializerContext)opened.Assembly.GetType("App.AppMessages")!.GetProperty("Default")!.GetValue(null)!;

        var json = JsonSerializer.Serialize(Activator.CreateInstance(opened, "me"), opened, context);
        var found = await code.WithLock("message opened@1\n  by: string\n").AnalyzeAsync<LockAnalyzer>();

        json.Should().Be("""{"by":"me"}""");
        update.GeneratedTrees.Should().Contain(tree => tree.ToString().Contains("message opened@1\n//   by: string\n"));
        found.Should().ContainSingle().Which.GetMessage(null).Should().Contain("(+ more: int)");
    }

    // As the build reads it from what the generator leaves behind.
    private static (string Text, string Changes, string Refused) Update(string? before, string rewritten = "")
    {
        var code = Code.WithCatalogue(Messages, "Opened", "Closed").WithProperty("PoUpdatesEventsLock", "true").WithProperty("RewriteMessage", rewritten);
        var trees = (before is null ? code : code.WithLock(before)).Drive().GetRunResult().GeneratedTrees;
        string Read(string file) => System.Text.RegularExpressions.Regex.Replace(
            trees.Single(tree => tree.FilePath.EndsWith(file, StringComparison.Ordinal)).ToString(), "(?m)^// ?", "").Trim();
        return (Read("po.events.lock.g.cs") + "\n", Read("po.events.changes.g.cs"), Read("po.events.refused.g.cs"));
    }
}
