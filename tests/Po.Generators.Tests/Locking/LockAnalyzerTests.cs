namespace Po.Generators.Tests;

public class LockAnalyzerTests
{
    private const string Locked = """
        message opened@1
          by: string

        """;

    [Fact]
    public Task Is_silent_while_the_shapes_are_those_that_are_stored() => FindsAsync(Opened("string By").WithLock(Locked));

    [Fact]
    public Task Is_silent_about_the_order_of_members() =>
        FindsAsync(Opened("int B, int A").WithLock("message opened@1\n  b: int\n  a: int\n"));

    [Fact]
    public Task Warns_that_there_is_no_file() => FindsAsync(
        Opened("string By"),
        "warning PO0101 AppMessages: No po.events.lock remembers the messages of AppMessages, so a change of what is stored goes unnoticed: "
        + "make one, in the folder of the project, by dotnet build -t:UpdateEventsLock");

    [Theory]
    [InlineData("string By, int? Count", "+ count: int?")]
    [InlineData("", "- by: string")]
    [InlineData("Guid By", "by: string → guid")]
    [InlineData("string? By", "by: string → string?")]
    [InlineData("string From", "- by: string; + from: string")]
    [InlineData("string By, int A, int B, int C, int D, int E, int F", "+ a: int; + b: int; + c: int; + d: int; + e: int; and 1 more")]
    public Task Refuses_another_shape_of_a_stored_version(string members, string changes) => FindsAsync(
        Opened(members).WithLock(Locked),
        $"error PO0102 Opened: 'opened' version 1 no longer has the shape that is stored ({changes}). If a record of it may be stored anywhere: "
        + "Version = 2 in [Message], and AddUpcaster(\"opened\", fromVersion: 1, …). If none is: dotnet build -t:UpdateEventsLock -p:RewriteMessage=opened@1");

    [Fact]
    public Task Refuses_another_shape_under_an_alias() => FindsAsync(
        Code.WithCatalogue("""[Message("started", Aliases = ["opened"])] internal sealed record Opened(int By);""", "Opened").WithLock(Locked),
        "error PO0102 Opened: 'opened' version 1 no longer has the shape that is stored (by: string → int). If a record of it may be stored anywhere: "
        + "Version = 2 in [Message], and AddUpcaster(\"opened\", fromVersion: 1, …). If none is: dotnet build -t:UpdateEventsLock -p:RewriteMessage=opened@1");

    [Fact]
    public Task Refuses_another_shape_of_an_alias_that_has_an_entry_of_its_own() => FindsAsync(
        Code.WithCatalogue("""[Message("started", Aliases = ["opened"])] internal sealed record Opened(int By);""", "Opened")
            .WithLock(Locked + "\nmessage started@1\n  @alias: opened\n  by: int\n"),
        "error PO0102 Opened: 'opened' version 1 no longer has the shape that is stored (by: string → int). If a record of it may be stored anywhere: "
        + "Version = 2 in [Message], and AddUpcaster(\"opened\", fromVersion: 1, …). If none is: dotnet build -t:UpdateEventsLock -p:RewriteMessage=opened@1");

    [Fact]
    public async Task Names_every_entry_that_a_type_no_longer_fits()
    {
        var code = Code.WithCatalogue("""[Message("started", Aliases = ["opened"])] internal sealed record Opened(long By);""", "Opened")
            .WithLock(Locked + "\nmessage started@1\n  @alias: opened\n  by: int\n");

        (await code.AnalyzeAsync<LockAnalyzer>()).Printed().Should().SatisfyRespectively(
            first => first.Should().Contain("'started' version 1").And.Contain("by: int → long"),
            second => second.Should().Contain("'opened' version 1").And.Contain("by: string → long"));
    }

    [Fact]
    public Task Is_silent_about_an_alias_that_is_retired() => FindsAsync(
        Code.WithCatalogue("""[Message("started", Aliases = ["opened"])] internal sealed record Opened(int By);""", "Opened")
            .WithLock("message opened@1 retired\n  by: string\n\nmessage started@1\n  @alias: opened\n  by: int\n"));

    [Fact]
    public Task Warns_of_a_version_that_is_not_there_yet() => FindsAsync(
        Code.WithCatalogue("""[Message("opened", Version = 2)] internal sealed record Opened(int By);""", "Opened").WithLock(Locked),
        "warning PO0103 Opened: 'opened' version 2 is not in po.events.lock yet: add it by dotnet build -t:UpdateEventsLock");

    [Fact]
    public Task Warns_of_an_alias_that_is_not_there_yet() => FindsAsync(
        Code.WithCatalogue("""[Message("opened", Aliases = ["was-opened"])] internal sealed record Opened(string By);""", "Opened").WithLock(Locked),
        "warning PO0103 Opened: The alias 'was-opened' of 'opened' is not in po.events.lock yet: add it by dotnet build -t:UpdateEventsLock");

    [Fact]
    public async Task Looks_at_a_message_of_another_assembly_where_the_catalogue_is()
    {
        var code = Code.WithCatalogue("", "Contracts.Paid").WithLock("message paid@1\n")
            .WithReference(Code.Of("""namespace Contracts; [Message("paid")] public sealed record Paid(int Amount);""").As("Contracts"));

        (await code.AnalyzeAsync<LockAnalyzer>()).Printed().Should().ContainSingle().Which.Should().StartWith("error PO0102 AppMessages: 'paid' version 1");
    }

    [Theory]
    [InlineData("message opened@1\n  by: string\n<<<<<<< ours\n", 3)]
    [InlineData("message opened\n", 1)]
    [InlineData("message retired\n", 1)]
    public Task Refuses_a_file_that_it_cannot_read(string text, int line) => FindsAsync(
        Opened("string By").WithLock(text),
        $"error PO0106 line {line}: po.events.lock cannot be read from here on: settle the merge, or take the line as it was committed last");

    [Fact]
    public Task Lets_an_update_pass_that_adds() => FindsAsync(Opened("string By").WithLock("").WithProperty("PoUpdatesEventsLock", "true"));

    [Fact]
    public async Task Lets_no_update_pass_that_would_rewrite_what_it_was_not_told_to()
    {
        var code = Opened("int By").WithLock(Locked).WithProperty("PoUpdatesEventsLock", "true");

        (await code.AnalyzeAsync<LockAnalyzer>()).Should().ContainSingle(diagnostic => diagnostic.Id == "PO0102");
        (await code.WithProperty("RewriteMessage", "other@1+opened@2").AnalyzeAsync<LockAnalyzer>()).Should().ContainSingle();
        (await code.WithProperty("RewriteMessage", "other@1 + opened@1").AnalyzeAsync<LockAnalyzer>()).Should().BeEmpty();
        (await code.WithProperty("RewriteMessage", "a+1@1+opened@1").AnalyzeAsync<LockAnalyzer>()).Should().BeEmpty();
        (await code.WithProperty("RewriteMessage", "*").AnalyzeAsync<LockAnalyzer>()).Should().BeEmpty();
    }

    private static Code Opened(string members) =>
        Code.WithCatalogue($"""[Message("opened")] internal sealed record Opened({members});""", "Opened");

    private static async Task FindsAsync(Code code, params string[] expected) =>
        (await code.AnalyzeAsync<LockAnalyzer>()).Printed().Should().Equal(expected);
}
