namespace Po.Generators.Tests;

public class UpdateTargetTests
{
    // Holds what build files take for something else.
    private const string Odd = "50% (%3B); 'a, $(b)' # é";

    private const string Code = $$"""
        using Po;
        using System.Text.Json.Serialization;

        [MessageCatalog]
        [JsonSerializable(typeof(Opened))]
        [JsonSerializable(typeof(Closed))]
        [JsonSerializable(typeof(Strange))]
        internal sealed partial class AppMessages : JsonSerializerContext;

        [Message("opened")] internal sealed record Opened(string By);
        [Message("closed")] internal sealed record Closed(int Count);
        [Message("{{Odd}}")] internal sealed record Strange(int? A);
        """;

    private const string Entries = $"\nmessage {Odd}@1\n  A: int?\n\nmessage closed@1\n  Count: int\n\nmessage opened@1\n  By: string\n";
    private const string OtherEntries = $"\nmessage {Odd}@1\n  A: int?\n\nmessage closed@1\n\nmessage opened@1\n  By: int\n";

    [Fact]
    public async Task Writes_what_is_new_and_then_nothing()
    {
        using var project = new BuiltProject(Code);

        var (first, said) = await project.UpdateAsync();
        var written = project.Lock;

        // The second time the file is new to the compiler, the third time nothing is.
        var (second, saidThen) = await project.UpdateAsync("--no-restore");
        var (third, saidAtLast) = await project.UpdateAsync("--no-restore");

        (first, second, third).Should().Be((0, 0, 0), said + saidThen + saidAtLast);
        said.Should().Contain($"+ {Odd}@1").And.Contain("+ closed@1").And.Contain("+ opened@1");
        written.Should().EndWith(Entries);
        saidThen.Should().Contain("nothing has changed");
        saidAtLast.Should().Contain("nothing has changed");
        project.Lock.Should().Be(written);
    }

    [Fact]
    public async Task Writes_no_other_shape_although_nothing_has_stopped_the_compiler()
    {
        using var project = new BuiltProject(Code, "<NoWarn>PO0102</NoWarn>") { Lock = OtherEntries };

        var (exitCode, said) = await project.UpdateAsync("-p:RunAnalyzers=false", "-p:RewriteMessage=closed@1");

        exitCode.Should().NotBe(0);
        said.Should().Contain("error PO0102: Nothing is written.").And.Contain("opened@1: By: int → string").And.NotContain("closed@1:");
        project.Lock.Should().Be(OtherEntries);
    }

    [Fact]
    public async Task Is_stopped_by_the_analyzers_wherever_they_are_switched_off_for_builds()
    {
        using var project = new BuiltProject(Code) { Lock = OtherEntries };

        var (exitCode, said) = await project.UpdateAsync("-p:RunAnalyzers=false");

        exitCode.Should().NotBe(0);
        said.Should().Contain("error PO0102: 'opened' version 1 no longer has the shape that is stored (By: int → string)");
        project.Lock.Should().Be(OtherEntries);
    }

    [Fact]
    public async Task Rewrites_the_messages_that_are_named()
    {
        using var project = new BuiltProject(Code) { Lock = OtherEntries };

        var (exitCode, said) = await project.UpdateAsync("-p:RewriteMessage=closed@1+opened@1");

        exitCode.Should().Be(0, said);
        said.Should().Contain("~ closed@1: + Count: int").And.Contain("~ opened@1: By: int → string");
        project.Lock.Should().EndWith(Entries);
    }

    [Fact]
    public async Task Takes_the_same_names_in_a_project_for_several_frameworks()
    {
        using var project = new BuiltProject(Code, isForSeveral: true) { Lock = OtherEntries };

        var (exitCode, said) = await project.UpdateAsync("-p:RewriteMessage=closed@1+opened@1");

        exitCode.Should().Be(0, said);
        project.Lock.Should().EndWith(Entries);
    }
}
