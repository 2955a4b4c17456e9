namespace Po.Generators.Tests;

public class CodeFixTests
{
    private const string Locked = "message opened@1\n  by: string\n";

    [Fact]
    public async Task Names_a_message_in_the_catalogue()
    {
        using var fix = new Fix(Code.WithCatalogue("""[Message("opened")] internal sealed record Opened; [Message("closed")] internal sealed record Closed;""", "Closed"), "");

        var (code, _) = await fix.ApplyAsync<CatalogueAnalyzer>("PO0005", "Name it in the catalogue");

        code.Should().Contain("""
            [JsonSerializable(typeof(Closed))]
            [JsonSerializable(typeof(Opened))]
            internal sealed partial class AppMessages : JsonSerializerContext;
            """);
    }

    [Fact]
    public async Task Names_all_messages_in_the_catalogue_at_once()
    {
        const string Messages = """
            [Message("opened")] internal sealed record Opened; [Message("closed")] internal sealed record Closed;
            internal static class Outer { [Message("moved")] internal sealed record Moved; }
            """;
        using var fix = new Fix(Code.WithCatalogue(Messages), "");

        var (code, _) = await fix.ApplyAllAsync<CatalogueAnalyzer>("PO0005", "Name it in the catalogue");

        code.Should().Contain("""
            [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
            [JsonSerializable(typeof(Closed))]
            [JsonSerializable(typeof(Opened))]
            [JsonSerializable(typeof(Outer.Moved))]

            internal sealed partial class AppMessages : JsonSerializerContext;
            """);
    }

    [Fact]
    public async Task Offers_both_ways_out_when_a_shape_has_changed()
    {
        using var fix = new Fix(Opened("", "int By"), Locked);

        var titles = await fix.TitlesAsync<LockAnalyzer>("PO0102");

        titles.Should().BeEquivalentTo(
            "Records of the old shape may be stored: make this version 2",
            "No record of the old shape is stored anywhere: rewrite it in po.events.lock");
    }

    [Theory]
    [InlineData("", "message opened@1\n  by: string\n", """[Message("opened", Version = 2)]""")]
    [InlineData(", Aliases = [\"o\"]", "message opened@1\n  by: string\n", """[Message("opened", Aliases = ["o"], Version = 2)]""")]
    [InlineData(", Version = 4", "message opened@4\n  by: string\n", """[Message("opened", Version = 5)]""")]
    public async Task Raises_the_version(string arguments, string text, string attribute)
    {
        using var fix = new Fix(Opened(arguments, "int By"), text);

        var (code, file) = await fix.ApplyAsync<LockAnalyzer>("PO0102", "Records of the old shape may be stored");

        code.Should().Contain($"{attribute} internal sealed record Opened(int By);");
        file.Should().Be(text);
    }

    [Fact]
    public async Task Rewrites_a_shape_in_the_file()
    {
        using var fix = new Fix(Opened("", "int By"), Locked);

        var (code, file) = await fix.ApplyAsync<LockAnalyzer>("PO0102", "No record of the old shape");

        file.Should().EndWith("\n\nmessage opened@1\n  by: int\n");
        code.Should().Contain("""[Message("opened")] internal""");
    }

    [Fact]
    public async Task Adds_a_version_to_the_file_and_keeps_what_is_there()
    {
        using var fix = new Fix(Opened(", Version = 2", "int By"), Locked);

        var (_, file) = await fix.ApplyAsync<LockAnalyzer>("PO0103", "Add it");

        file.Should().EndWith("\n\nmessage opened@1\n  by: string\n\nmessage opened@2\n  by: int\n");
    }

    [Fact]
    public async Task Adds_all_that_is_new_at_once()
    {
        using var fix = new Fix(
            Code.WithCatalogue("""[Message("opened")] internal sealed record Opened; [Message("closed")] internal sealed record Closed;""", "Opened", "Closed"), "");

        var (_, file) = await fix.ApplyAllAsync<LockAnalyzer>("PO0103", "Add it");

        file.Should().EndWith("\n\nmessage closed@1\n\nmessage opened@1\n");
    }

    private static Code Opened(string arguments, string members) =>
        Code.WithCatalogue($"""[Message("opened"{arguments})] internal sealed record Opened({members});""", "Opened");
}
