using Microsoft.CodeAnalysis;

namespace Po.Generators.Tests;

public class HistoryAnalyzerTests
{
    private const string LeadOn = "po.AddUpcaster(\"opened\", 1, json => json).AddUpcaster(\"opened\", 2, json => json)";

    [Theory]
    [InlineData("po.AddUpcaster(\"opened\", 1, json => json).AddUpcaster(\"opened\", fromVersion: 2, json => json)")]
    [InlineData("po.AddUpcaster(\"was-opened\", 1, json => json).AddUpcaster(upcast: json => json, fromVersion: 2, name: \"opened\")")]
    [InlineData("po.AddUpcaster(\"opened\", 1, json => json); _ = new MessageVersion(\"opened\", 2)")]
    [InlineData("_ = new MessageVersion(Version: 1, Name: \"opened\"); po.AddUpcaster(\"opened\", 2, json => json)")]
    [InlineData("_ = new MessageVersion { Name = \"opened\", Version = 1 }; po.AddUpcaster(\"opened\", 2, json => json)")]
    [InlineData("var first = new MessageVersion(\"opened\", 1); first = first with { Version = 2 }; po.AddUpcaster(\"closed\", 1, json => json)")]
    [InlineData("po.AddUpcaster(name, 1, json => json)")]
    [InlineData("po.AddUpcaster(upcaster)")]
    [InlineData("po.AddUpcaster(new First()).AddUpcaster(\"opened\", 1, json => json).AddSplittingUpcaster(\"opened\", 2, [], json => [])")]
    [InlineData("for (var version = 1; version < 3; version++) po.AddUpcaster(\"opened\", version, json => json)")]
    [InlineData("for (var version = 1; version < 3; version++) po.AddUpcaster(\"was-opened\", version, json => json)")]
    public Task Is_silent_where_every_version_may_be_led_on_from(string calls) => FindsAsync(Opened(calls));

    [Fact]
    public Task Refuses_a_version_that_nothing_leads_on_from() =>
        FindsAsync(Opened("po.AddUpcaster(\"opened\", 1, json => json)"), Missing(2));

    [Fact]
    public Task Knows_no_less_of_a_message_when_it_cannot_tell_the_versions_of_another() => FindsAsync(
        Opened("for (var version = 1; version < 3; version++) po.AddUpcaster(\"closed\", version, json => json)"), Missing(1));

    [Fact]
    public Task Only_warns_where_generated_code_may_lead_on() => FindsAsync(
        Opened("po.AddUpcaster(\"opened\", 1, json => json)")
            .WithGenerated("internal static class More { static void Add(global::Po.IPoBuilder po) => po.AddUpcaster(\"opened\", 2, json => json); }")
            .WithLock("message gone@1\n"),
        "warning PO0104 line 1: Records named 'gone'",
        Missing(2).Replace("error", "warning", StringComparison.Ordinal));

    [Fact]
    public Task Tells_the_name_from_the_version_in_any_order() =>
        FindsAsync(Opened("_ = new MessageVersion(Version: 1, Name: \"opened\"); po.AddUpcaster(\"closed\", 1, json => json)"), Missing(2));

    [Theory]
    [InlineData("po.AddSplittingUpcaster(\"closed\", 1, [new MessageVersion(\"opened\", 1), new(\"opened\", 2)], json => [])")]
    [InlineData("po.AddUpcaster(new Split()).AddUpcaster(new AlsoSplit())")]
    public Task Does_not_take_what_is_made_for_what_is_led_on_from(string calls) => FindsAsync(Opened(calls).Add("""
        namespace App;

        internal sealed class Split : IUpcaster
        {
            public MessageVersion From => new("closed", 1);
            public IReadOnlyList<MessageVersion> Into { get; } = [new("opened", 1), new MessageVersion("opened", 2)];
            public IEnumerable<StoredMessage> Upcast(StoredMessage message) => [message];
        }

        internal sealed class AlsoSplit : IUpcaster
        {
            MessageVersion IUpcaster.From => new("closed", 2);
            IReadOnlyList<MessageVersion> IUpcaster.Into => [new("opened", 1)];
            IEnumerable<StoredMessage> IUpcaster.Upcast(StoredMessage message) => [message];
        }
        """), Missing(1));

    [Fact]
    public Task Only_warns_where_another_assembly_may_lead_on() => FindsAsync(
        Opened("Shop.Upcasters.AddShop(po.AddUpcaster(\"opened\", 1, json => json))")
            .WithReference(Code.Of("namespace Shop; public static class Upcasters { public static IPoBuilder AddShop(IPoBuilder po) => po; }").As("Shop"))
            .WithLock("message gone@1\n"),
        "warning PO0104 line 1: Records named 'gone'",
        Missing(2).Replace("error", "warning", StringComparison.Ordinal));

    [Fact]
    public Task Refuses_an_application_without_any_upcaster() => FindsAsync(Opened("", OutputKind.ConsoleApplication), Missing(1));

    [Fact]
    public Task Is_silent_in_a_library_without_any_upcaster() => FindsAsync(Opened(""));

    [Theory]
    [InlineData("message opened@1\n\nmessage opened@2\n\nmessage was-opened@3\n")]
    [InlineData("message gone@1 retired\n")]
    public Task Is_silent_about_what_is_read_or_retired(string text) => FindsAsync(Opened("").WithLock(text));

    [Fact]
    public Task Is_silent_about_what_is_turned_into_something_else() => FindsAsync(
        Opened("po.AddUpcaster(\"opened\", 1, json => json).AddUpcaster(\"opened\", 2, json => json).RetireMessage(\"gone\", 2)")
            .WithLock("message gone@1\n\nmessage gone@2\n"));

    [Fact]
    public Task Refuses_a_name_that_nothing_reads() => FindsAsync(
        Opened(LeadOn).WithLock("message opened@3\n\nmessage gone@1\n"),
        "error PO0104 line 3: Records named 'gone' of version 1 can no longer be read: no type has the name; give it back to one, as Aliases = [\"gone\"] if the message "
        + "has another name now, or call RetireMessage(\"gone\") if it says nothing to anybody; or write 'retired' at the end of this line if no store holds one any more");

    [Fact]
    public Task Refuses_an_alias_that_is_gone() => FindsAsync(
        Opened(LeadOn).WithLock("message opened@3\n  @alias: gone\n"),
        "error PO0104 line 1: Records named 'gone' of version 3 can no longer be read: no type has the name; give it back to one, as Aliases = [\"gone\"] if the message "
        + "has another name now, or call RetireMessage(\"gone\") if it says nothing to anybody; or write 'retired' at the end of this line if no store holds one any more");

    [Fact]
    public Task Only_warns_of_a_name_that_is_gone_in_a_library_whose_messages_others_lead_on() => FindsAsync(
        Opened("").WithLock("message opened@3\n\nmessage gone@1\n"), "warning PO0104 line 3: Records named 'gone'");

    [Fact]
    public Task Refuses_a_version_that_goes_down() => FindsAsync(
        Opened("").WithLock("message opened@4\n"),
        "error PO0104 line 1: Records named 'opened' of version 4 can no longer be read: Opened says Version = 3, and versions only go up; "
        + "or write 'retired' at the end of this line if no store holds one any more");

    private static string Missing(int version) =>
        $"error PO0105 Opened: Nothing in this project brings 'opened' from version {version} to version 3: add AddUpcaster(\"opened\", fromVersion: {version}, …)";

    private static Code Opened(string calls, OutputKind kind = OutputKind.DynamicallyLinkedLibrary) => Code.WithCatalogue($$"""
        [Message("opened", Version = 3, Aliases = ["was-opened"])] internal sealed record Opened;

        internal sealed class First : IUpcaster
        {
            public MessageVersion From => new("started", 1);
            public IReadOnlyList<MessageVersion> Into => [new("opened", 3)];
            public IEnumerable<StoredMessage> Upcast(StoredMessage message) => [message];
        }

        internal static class Program
        {
            public static void Main() { }

            private static void Add(IPoBuilder po, string name, IUpcaster upcaster) { {{calls}}; }
        }
        """, "Opened").OfKind(kind);

    private static async Task FindsAsync(Code code, params string[] expected) =>
        (await code.AnalyzeAsync<HistoryAnalyzer>()).Printed().Should().Equal(expected, (found, start) => found.StartsWith(start, StringComparison.Ordinal));
}
