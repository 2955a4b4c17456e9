namespace Po.Generators.Tests;

public class CatalogueAnalyzerTests
{
    [Fact]
    public Task Is_silent_about_messages_that_are_in_order() => FindsAsync(Code.WithCatalogue(
        """
        [Message("opened", Aliases = ["was-opened"])] internal sealed record Opened;
        [Message("closed", Version = 3)] internal readonly record struct Closed(int By);
        """,
        "Opened",
        "Closed"));

    [Fact]
    public Task Refuses_a_name_that_two_types_have() => FindsAsync(
        Code.Of("""[Message("opened")] internal sealed record Opened; [Message("opened")] internal sealed record Started;"""),
        "error PO0001 Opened: 'opened' is a stored name of both Opened and Started: give each of them a name of its own",
        "error PO0001 Started: 'opened' is a stored name of both Started and Opened: give each of them a name of its own");

    [Fact]
    public Task Refuses_an_alias_that_is_the_name_of_another_type() => FindsAsync(
        Code.Of("""[Message("opened")] internal sealed record Opened; [Message("started", Aliases = ["opened"])] internal sealed record Started;"""),
        "error PO0001 Opened: 'opened' is a stored name of both Opened and Started: give each of them a name of its own",
        "error PO0001 Started: 'opened' is a stored name of both Started and Opened: give each of them a name of its own");

    [Fact]
    public Task Refuses_the_name_of_a_message_of_another_assembly_in_the_catalogue() => FindsAsync(
        Code.WithCatalogue("""[Message("paid")] internal sealed record Received;""", "Received", "Contracts.Paid")
            .WithReference(Code.Of("""namespace Contracts; [Message("paid")] public sealed record Paid;""").As("Contracts")),
        "error PO0001 Received: 'paid' is a stored name of both Received and Paid: give each of them a name of its own");

    [Fact]
    public Task Refuses_a_type_for_each_version_of_a_name() => FindsAsync(
        Code.Of("""[Message("opened")] internal sealed record Opened; [Message("opened", Version = 2)] internal sealed record Opened2;"""),
        "error PO0002 Opened: 'opened' is version 1 as Opened and version 2 as Opened2: only the newest version has a type; older records come up to it by AddUpcaster(\"opened\", …)",
        "error PO0002 Opened2: 'opened' is version 2 as Opened2 and version 1 as Opened: only the newest version has a type; older records come up to it by AddUpcaster(\"opened\", …)");

    [Theory]
    [InlineData("""[Message("")]""", "The stored name '' of Opened is empty")]
    [InlineData("""[Message("a@2")]""", "The stored name 'a@2' of Opened holds an '@', which sets the version apart where it is stored")]
    [InlineData("""[Message("a", Aliases = ["b\tc"])]""", "The stored name 'b\tc' of Opened holds a control character")]
    [InlineData("""[Message("a", Version = 0)]""", "The version of Opened is 0: versions count from 1")]
    public Task Refuses_a_name_or_a_version_that_the_registry_refuses(string attribute, string message) =>
        FindsAsync(Code.Of($"{attribute} internal sealed record Opened;"), $"error PO0003 Opened: {message}");

    [Fact]
    public async Task Allows_names_up_to_the_limit_of_the_registry()
    {
        string Named(int length) => $"""[Message("{new string('n', length)}")] internal sealed record Opened;""";

        await FindsAsync(Code.Of(Named(200)));
        var tooLong = await Code.Of(Named(201)).AnalyzeAsync<CatalogueAnalyzer>();
        var register = () => MessageRegistration.Create(new string('n', 201), () => (System.Text.Json.Serialization.Metadata.JsonTypeInfo<string>)null!);

        tooLong.Should().ContainSingle(diagnostic => diagnostic.Id == "PO0003");
        register.Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData("internal abstract record Opened", "abstract")]
    [InlineData("internal sealed record Opened<T>", "generic")]
    [InlineData("internal static class Opened", "static")]
    public Task Refuses_a_type_that_no_message_can_be_of(string type, string kind) => FindsAsync(
        Code.Of($$"""[Message("opened")] {{type}} { }"""),
        $"error PO0004 Opened: Opened is {kind}, so no message can be of exactly this type: put [Message] on concrete types instead");

    [Fact]
    public Task Warns_of_a_message_in_no_catalogue() => FindsAsync(
        Code.WithCatalogue("""[Message("opened")] internal sealed record Opened; [Message("closed")] internal sealed record Closed;""", "Closed"),
        "warning PO0005 Opened: Opened is in no catalogue, so nothing registers it: add [JsonSerializable(typeof(Opened))] to AppMessages");

    [Fact]
    public Task Is_silent_about_catalogues_in_a_project_without_one() =>
        FindsAsync(Code.Of("""[Message("opened")] internal sealed record Opened;"""));

    [Fact]
    public Task Warns_of_two_catalogues_that_write_a_message_differently() => FindsAsync(
        Twice("[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]", ""),
        "warning PO0006 Opened: Opened is written in one way by First and in another by Second: what is stored depends on which one is registered last; name it in one of them");

    [Fact]
    public Task Is_silent_about_two_catalogues_that_write_a_message_alike() => FindsAsync(Twice("", ""));

    [Theory]
    [InlineData("sealed class Messages : JsonSerializerContext", "is not partial, or stands in a class that is not: write 'partial' before 'class'")]
    [InlineData("sealed partial class Messages<T> : JsonSerializerContext", "is generic, or stands in a generic class")]
    [InlineData(
        "sealed partial class Messages",
        "is no JsonSerializerContext: derive it from that class and name its messages with [JsonSerializable(typeof(…))]")]
    public async Task Refuses_a_catalogue_that_nothing_can_be_added_to(string declaration, string fault)
    {
        var found = await Code.Of($$"""[MessageCatalog] {{declaration}} { }""").AnalyzeBrokenAsync<CatalogueAnalyzer>();

        found.Printed().Should().Equal($"error PO0007 Messages: Messages {fault}");
    }

    [Fact]
    public Task Looks_at_generated_code_too() => FindsAsync(
        Code.Of("""
            // <auto-generated/>
            [Message("opened@2")] internal sealed record Opened;
            """),
        "error PO0003 Opened: The stored name 'opened@2' of Opened holds an '@', which sets the version apart where it is stored");

    private static Code Twice(string first, string second) => Code.Of($$"""
        [MessageCatalog] {{first}} [JsonSerializable(typeof(Opened))] internal sealed partial class First : JsonSerializerContext;
        [MessageCatalog] {{second}} [JsonSerializable(typeof(Opened))] internal sealed partial class Second : JsonSerializerContext;
        [Message("opened")] internal sealed record Opened(int By);
        """);

    private static async Task FindsAsync(Code code, params string[] expected) =>
        (await code.AnalyzeAsync<CatalogueAnalyzer>()).Printed().Should().Equal(expected);
}
