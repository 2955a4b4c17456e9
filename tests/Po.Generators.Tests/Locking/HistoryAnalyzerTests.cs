using Microsoft.CodeAnalysis;

namespace Po.Generators.Tests;

public class HistoryAnalyzerTests
{
    [Fact]
    public Task Warns_in_an_application_without_any_upcaster() => FindsAsync(Opened("", OutputKind.ConsoleApplication), Missing(1));

    [Fact]
    public Task Is_silent_in_a_library_without_any_upcaster() => FindsAsync(Opened(""));

    [Theory]
    [InlineData("message opened@1\n\nmessage opened@2\n\nmessage was-opened@3\n")]
    [InlineData("message gone@1 retired\n")]
    public Task Is_silent_about_what_is_read_or_retired(string text) => FindsAsync(Opened("").WithLock(text));

    [Fact]
    public Task Refuses_a_name_that_nothing_reads() => FindsAsync(
        Opened("").WithLock("message opened@3\n\nmessage gone@1\n"),
        "error PO0104 line 3: Records named 'gone' of version 1 can no longer be read: no type has the name; give it back to one, as Aliases = [\"gone\"] if the message "
        + "has another name now, or call RetireMessage(\"gone\") if it says nothing to anybody; or write 'retired' at the end of this line if no store holds one any more");

    [Fact]
    public Task Refuses_an_alias_that_is_gone() => FindsAsync(
        Opened("").WithLock("message opened@3\n  @alias: gone\n"),
        "error PO0104 line 1: Records named 'gone' of version 3 can no longer be read: no type has the name; give it back to one, as Aliases = [\"gone\"] if the message "
        + "has another name now, or call RetireMessage(\"gone\") if it says nothing to anybody; or write 'retired' at the end of this line if no store holds one any more");

    [Fact]
    public Task Refuses_a_version_that_goes_down() => FindsAsync(
        Opened("").WithLock("message opened@4\n"),
        "error PO0104 line 1: Records named 'opened' of version 4 can no longer be read: Opened says Version = 3, and versions only go up; "
        + "or write 'retired' at the end of this line if no store holds one any more");

    private static string Missing(int version) =>
        $"warning PO0105 Opened: Nothing in this project brings 'opened' from version {version} to version 3: add AddUpcaster(\"opened\", fromVersion: {version}, …)";

    private static Code Opened(string calls, OutputKind kind = OutputKind.DynamicallyLinkedLibrary) => Code.WithCatalogue($$"""
        [Message("opened", Version = 3, Aliases = ["was-opened"])] internal sealed record Opened;

        internal static class Program
        {
            public static void Main() { }

            private static void Add(IPoBuilder po, string name) { {{calls}}; }
        }
        """, "Opened").OfKind(kind);

    private static async Task FindsAsync(Code code, params string[] expected) =>
        (await code.AnalyzeAsync<HistoryAnalyzer>()).Printed().Should().Equal(expected);
}
