using System.Text.Json;

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
    public void Refuses_a_name_that_is_empty_or_holds_control_characters(string name)
    {
        var create = () => MessageRegistration.Create<Added>(name);

        create.Should().Throw<ArgumentException>();
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

    [Message("open")]
    public sealed record Open<T>(T Value);

    [Message("abstract")]
    public abstract record Abstract;
}
