using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Po.Generators.Tests;

public class CatalogueGeneratorTests
{
    private const string Orders = """
        [Message("order-placed", Version = 2, Aliases = ["order-was-placed"])]
        internal sealed record OrderPlaced(string OrderId, decimal Total);

        [Message("order-shipped")]
        internal sealed record OrderShipped(string OrderId);

        internal sealed record Line(string Sku);
        """;

    [Fact]
    public void Registers_the_messages_that_the_context_names_and_nothing_else()
    {
        var registrations = Registrations(Code.WithCatalogue(Orders, "OrderPlaced", "OrderShipped", "Line"));

        registrations.Select(registration => (registration.Name, registration.Version, registration.DataType.Name)).Should().Equal(
            ("order-placed", 2, "OrderPlaced"), ("order-shipped", 1, "OrderShipped"));
        registrations[0].Aliases.Should().Equal("order-was-placed");
    }

    [Fact]
    public void Leaves_out_a_message_that_the_context_does_not_name() =>
        Registrations(Code.WithCatalogue(Orders, "OrderShipped")).Should().ContainSingle();

    [Fact]
    public void Leaves_out_what_the_registry_would_refuse()
    {
        var code = Code.WithCatalogue("""[Message("a@2")] internal sealed record At; [Message("")] internal sealed record Empty;""", "At", "Empty");

        Registrations(code).Should().BeEmpty();
    }

    [Fact]
    public void Registers_a_message_of_another_assembly()
    {
        var contracts = Code.Of("""namespace Contracts; [Message("paid")] public sealed record Paid(int Amount);""").As("Contracts");

        var result = Code.WithCatalogue("", "Contracts.Paid").WithReference(contracts).Drive().GetRunResult();

        result.GeneratedTrees.Single().ToString().Should().Contain("Create<global::Contracts.Paid>(\"paid\", ");
    }

    [Fact]
    public void Adds_to_a_class_inside_of_others_and_outside_of_any_namespace()
    {
        var assembly = Code.Of("""
            internal static partial class Outer
            {
                internal sealed partial record @class
                {
                    [MessageCatalog]
                    [JsonSerializable(typeof(Opened))]
                    internal sealed partial class Messages : JsonSerializerContext;
                }
            }

            [Message("opened \"\\ \u00e4")]
            internal sealed record Opened;
            """).Build();

        Registrations(assembly, "Outer+class+Messages").Single().Name.Should().Be("opened \"\\ ä");
    }

    [Theory]
    [InlineData("internal sealed class Messages : JsonSerializerContext")]
    [InlineData("internal sealed partial class Messages")]
    [InlineData("internal sealed partial class Messages<T> : JsonSerializerContext")]
    public void Adds_nothing_where_nothing_can_be_added(string declaration) =>
        Code.Of($"[MessageCatalog] {declaration} {{ }}").Drive().GetRunResult().GeneratedTrees.Should().BeEmpty();

    [Fact]
    public void Asks_for_no_metadata_before_the_first_message()
    {
        var assembly = Code.WithCatalogue(
            """
            [Message("told")]
            [JsonConverter(typeof(ToldConverter))]
            internal sealed record Told;

            internal sealed class ToldConverter : JsonConverter<Told>
            {
                public static int Made;

                public ToldConverter() => Made++;

                public override Told Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new();

                public override void Write(Utf8JsonWriter writer, Told value, JsonSerializerOptions options) => writer.WriteNumberValue(1);
            }
            """,
            "Told").Build();
        var made = assembly.GetType("App.ToldConverter")!.GetField("Made")!;

        var registry = new MessageRegistry(Registrations(assembly, "App.AppMessages"));
        made.GetValue(null).Should().Be(0);
        registry.Serialize(Activator.CreateInstance(assembly.GetType("App.Told")!)!);

        made.GetValue(null).Should().Be(1);
    }

    [Fact]
    public void Registers_a_message_that_nobody_is_to_write_any_more_without_a_warning()
    {
        var code = Code.Of("""
            #pragma warning disable CS0612, CS0618
            [MessageCatalog] [JsonSerializable(typeof(Old))] [JsonSerializable(typeof(Older))] internal sealed partial class Messages : JsonSerializerContext;
            #pragma warning restore CS0612, CS0618
            [Obsolete] [Message("old")] internal sealed record Old;
            [Obsolete("Write something else.")] [Message("older")] internal sealed record Older;
            """);

        Registrations(code.Build(), "Messages").Should().HaveCount(2);
    }

    [Fact]
    public void Keeps_many_messages_apart()
    {
        var names = Enumerable.Range(0, 70).Select(number => $"M{number}").ToArray();
        var code = Code.WithCatalogue(string.Concat(names.Select(name => $"""[Message("{name}")] internal sealed record {name}(int {name}Value);""")), names);
        var assembly = code.Build();

        var registry = new MessageRegistry(Registrations(assembly, "App.AppMessages"));

        foreach (var name in names)
        {
            var stored = registry.Serialize(Activator.CreateInstance(assembly.GetType($"App.{name}")!, 7)!);
            (stored.Type, System.Text.Encoding.UTF8.GetString(stored.Data.Span)).Should().Be((name, $$"""{"m{{name[1..]}}Value":7}"""));
        }
    }

    [Fact]
    public void Writes_nothing_anew_when_code_changes_that_is_no_part_of_a_catalogue()
    {
        var code = Code.WithCatalogue(Orders, "OrderPlaced", "OrderShipped");
        var driver = code.Drive();

        var result = code.Add("class Elsewhere { void Changed() { } }").Drive(driver).GetRunResult().Results.Single();

        result.TrackedSteps[CatalogueGenerator.CataloguesStep].SelectMany(step => step.Outputs)
            .Should().OnlyContain(output => output.Reason == IncrementalStepRunReason.Unchanged || output.Reason == IncrementalStepRunReason.Cached);
        result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs)
            .Should().OnlyContain(output => output.Reason == IncrementalStepRunReason.Cached || output.Reason == IncrementalStepRunReason.Unchanged);
    }

    [Fact]
    public void Writes_anew_when_a_message_has_another_name()
    {
        var code = Code.WithCatalogue(Orders, "OrderPlaced");
        var driver = code.Drive();

        var result = Code.WithCatalogue(Orders.Replace("order-placed", "order-made"), "OrderPlaced").Drive(driver).GetRunResult();

        result.GeneratedTrees.Single().ToString().Should().Contain("\"order-made\"");
    }

    private static IReadOnlyList<MessageRegistration> Registrations(Code code) => Registrations(code.Build(), "App.AppMessages");

    private static IReadOnlyList<MessageRegistration> Registrations(Assembly assembly, string catalogue) =>
        (IReadOnlyList<MessageRegistration>)assembly.GetType(catalogue)!.GetProperty("Registrations")!.GetValue(null)!;
}
