using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Po.Tests;

public class MessageRegistrationTests
{
    [Fact]
    public void Takes_its_name_from_the_attribute()
    {
        var registration = MessageRegistration.Create(typeof(Added));

        registration.Name.Should().Be("added");
        registration.DataType.Should().Be<Added>();
    }

    [Fact]
    public void Takes_version_and_aliases_from_the_attribute()
    {
        var registration = MessageRegistration.Create(typeof(Renamed));

        registration.Should().BeEquivalentTo(new { Name = "renamed", Version = 3 });
        registration.Aliases.Should().Equal("old", "older");
    }

    [Fact]
    public void Asks_for_metadata_when_the_first_message_is_written_or_read()
    {
        var asked = 0;
        var registry = new MessageRegistry(
        [
            MessageRegistration.Create("added", () =>
            {
                asked++;
                return TestJson.Default.Added;
            }),
        ]);
        asked.Should().Be(0);

        registry.Deserialize("added", registry.Serialize(new Added(5)).Data.Span).Should().Be(new Added(5));

        asked.Should().Be(1);
    }

    [Fact]
    public void Says_whose_metadata_is_missing()
    {
        var registry = new MessageRegistry([MessageRegistration.Create("added", () => (JsonTypeInfo<Added>)null!)]);

        var write = () => registry.Serialize(new Added(5));

        write.Should().Throw<PoConfigurationException>().WithMessage("*Added*'added'*");
    }

    [Fact]
    public void Takes_metadata_made_at_compile_time()
    {
        var registry = new MessageRegistry([MessageRegistration.Create("added", TestJson.Default.Added)]);

        var (type, data) = registry.Serialize(new Added(5));

        registry.Deserialize(type, data.Span).Should().Be(new Added(5));
    }

    [Fact]
    public void Freezes_the_options_that_it_was_given()
    {
        var options = new JsonSerializerOptions();

        MessageRegistration.Create<Added>("added", options);

        options.IsReadOnly.Should().BeTrue();
    }

    [Fact]
    public void Takes_a_name_of_200_characters() =>
        MessageRegistration.Create<Added>(new string('n', 200)).Name.Should().HaveLength(200);

    [Theory]
    [InlineData("")]
    [InlineData("line\nbreak")]
    [InlineData("zero\0")]
    [InlineData("name@2")]
    public void Refuses_names_and_aliases_that_are_empty_or_hold_control_characters_or_the_mark_of_versions(string name)
    {
        var create = () => MessageRegistration.Create<Added>(name);
        var rename = () => MessageRegistration.Create<Added>("added", aliases: [name]);

        create.Should().Throw<ArgumentException>();
        rename.Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Refuses_a_version_below_1(int version)
    {
        var create = () => MessageRegistration.Create<Added>("added", version: version);

        create.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Refuses_a_name_of_201_characters()
    {
        var create = () => MessageRegistration.Create<Added>(new string('n', 201));

        create.Should().Throw<ArgumentException>().WithMessage("*1 to 200*");
    }

    [Fact]
    public void Refuses_a_broken_name_in_an_attribute_with_the_same_error()
    {
        var create = () => MessageRegistration.Create(typeof(Unnamed));

        create.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Refuses_a_type_without_a_name()
    {
        var create = () => MessageRegistration.Create(typeof(Unregistered));

        create.Should().Throw<PoConfigurationException>().WithMessage("*Unregistered*[Message*");
    }

    [Theory]
    [InlineData(typeof(Open<>))]
    [InlineData(typeof(Abstract))]
    public void Refuses_types_that_no_message_can_be_exactly(Type type)
    {
        var create = () => MessageRegistration.Create(type);

        create.Should().Throw<PoConfigurationException>().WithMessage($"*{type.Name}*");
    }

    [Message("")]
    public sealed record Unnamed;

    [Message("renamed", Version = 3, Aliases = ["old", "older"])]
    public sealed record Renamed;

    [Message("open")]
    public sealed record Open<T>(T Value);

    [Message("abstract")]
    public abstract record Abstract;
}
