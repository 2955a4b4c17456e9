using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Po.Tests;

public class MessageRegistryTests
{
    private readonly MessageRegistry _registry = new(
        [MessageRegistration.Create<Added>("added"), MessageRegistration.Create<Removed>("removed")]);

    [Fact]
    public void Stores_the_registered_name_and_camel_case_json()
    {
        var serialized = _registry.Serialize(new Added(7));

        serialized.Type.Should().Be("added");
        Encoding.UTF8.GetString(serialized.Data.Span).Should().Be("""{"value":7}""");
    }

    [Fact]
    public void Reads_back_what_it_has_written()
    {
        var (type, data) = _registry.Serialize(new Removed(7));

        _registry.Deserialize(type, data.Span).Should().Be(new Removed(7));
    }

    [Fact]
    public void Makes_a_typed_message_with_every_member_of_the_record()
    {
        var record = ARecord("added", """{"value":7}""") with { Headers = Encoding.UTF8.GetBytes("""{"a":"b"}""") };

        var message = _registry.ToMessages(record).Only!;

        message.Should().BeEquivalentTo(new Message<Added>
        {
            Id = record.Id,
            Stream = record.Stream,
            Number = 3,
            GlobalNumber = 9,
            Type = "added",
            Data = new Added(7),
            CorrelationId = "correlation",
            CausationId = "causation",
            Headers = new Dictionary<string, string> { ["a"] = "b" },
            Time = record.Time,
        });
    }

    [Fact]
    public void Refuses_one_name_for_two_types()
    {
        var register = () => new MessageRegistry([MessageRegistration.Create<Added>("x"), MessageRegistration.Create<Removed>("x")]);

        register.Should().Throw<PoConfigurationException>().WithMessage("*'x'*Added*Removed*");
    }

    [Fact]
    public void Refuses_two_names_for_one_type()
    {
        var register = () => new MessageRegistry([MessageRegistration.Create<Added>("x"), MessageRegistration.Create<Added>("y")]);

        register.Should().Throw<PoConfigurationException>().WithMessage("*Added*'x'*'y'*");
    }

    [Fact]
    public void Takes_the_same_type_under_the_same_name_twice_and_the_last_one_counts()
    {
        var registry = new MessageRegistry(
        [
            MessageRegistration.Create<Added>("added"),
            MessageRegistration.Create<Added>("added", new JsonSerializerOptions()),
        ]);

        Encoding.UTF8.GetString(registry.Serialize(new Added(1)).Data.Span).Should().Be("""{"Value":1}""");
    }

    [Fact]
    public void Writes_the_version_behind_the_name_from_version_2_on()
    {
        var registry = A.Registry(po => po.AddMessage<Added>("added", version: 2).AddUpcaster("added", 1, json => json));

        var (type, data) = registry.Serialize(new Added(7));

        type.Should().Be("added@2");
        registry.Deserialize(type, data.Span).Should().Be(new Added(7));
        registry.ToMessages(ARecord(type, """{"value":7}""")).Only!.Type.Should().Be("added", "handlers know names, not versions");
    }

    [Fact]
    public void Reads_what_was_stored_under_an_alias_and_writes_the_name()
    {
        var registry = new MessageRegistry([MessageRegistration.Create<Added>("added", aliases: ["put-in", "dropped"])]);

        registry.Serialize(new Added(7)).Type.Should().Be("added");
        foreach (var alias in (string[])["put-in", "dropped"])
        {
            registry.ToMessages(ARecord(alias, """{"value":7}""")).Only!.Should().BeEquivalentTo(new { Type = "added", Data = new Added(7) });
        }
    }

    [Fact]
    public void Refuses_an_alias_that_is_the_name_of_another_type()
    {
        var register = () => new MessageRegistry(
            [MessageRegistration.Create<Added>("added"), MessageRegistration.Create<Removed>("removed", aliases: ["added"])]);

        register.Should().Throw<PoConfigurationException>().WithMessage("*'added'*Added*Removed*");
    }

    [Fact]
    public void Refuses_two_versions_for_one_type()
    {
        var register = () => new MessageRegistry(
            [MessageRegistration.Create<Added>("added"), MessageRegistration.Create<Added>("added", version: 2)]);

        register.Should().Throw<PoConfigurationException>().WithMessage("*Added*version 1*version 2*'added'*");
    }

    [Fact]
    public void Names_are_case_sensitive()
    {
        var registry = new MessageRegistry([MessageRegistration.Create<Added>("x"), MessageRegistration.Create<Removed>("X")]);

        registry.Deserialize("X", "{}"u8).Should().BeOfType<Removed>();
    }

    [Fact]
    public void Reports_an_unknown_name_with_the_name()
    {
        var read = () => _registry.ToMessages(ARecord("forgotten", "{}")).Only!;

        read.Should().Throw<UnknownMessageTypeException>().WithMessage("*'forgotten'*").Which.TypeName.Should().Be("forgotten");
    }

    [Fact]
    public void Does_not_dump_the_registered_names_when_one_is_unknown()
    {
        var read = () => _registry.Deserialize("forgotten", "{}"u8);

        read.Should().Throw<UnknownMessageTypeException>().Which.ToString().Should().NotContain("added");
    }

    [Fact]
    public void Reports_an_unregistered_type_with_the_type()
    {
        var write = () => _registry.Serialize(new Unregistered(1));

        write.Should().Throw<UnknownMessageTypeException>().Which.DataType.Should().Be<Unregistered>();
    }

    [Fact]
    public void A_derived_type_is_not_its_registered_base_type()
    {
        var registry = new MessageRegistry([MessageRegistration.Create<Parent>("parent")]);

        var write = () => registry.Serialize(new Child());

        write.Should().Throw<UnknownMessageTypeException>().Which.DataType.Should().Be<Child>();
        registry.Contains(typeof(Child)).Should().BeFalse();
        registry.Contains(typeof(Parent)).Should().BeTrue();
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("""{"value":"secret-4711"}""")]
    [InlineData("""{"value":secret-4711}""")]
    [InlineData("""{"value":trsecret-4711}""")]
    [InlineData("""{"value":1} secret-4711""")]
    public void Reports_bytes_that_do_not_fit_without_quoting_them(string json)
    {
        var read = () => _registry.ToMessages(ARecord("added", json)).Only!;

        var error = read.Should().Throw<MessageFormatException>().Which;
        error.TypeName.Should().Be("added");
        error.ToString().Should().NotContain("secret").And.NotContain("'t").And.NotContain("'s");
    }

    [Fact]
    public void Says_where_the_bytes_do_not_fit()
    {
        var read = () => _registry.ToMessages(ARecord("added", """{"value":"text"}""")).Only!;

        read.Should().Throw<MessageFormatException>().WithInnerException<JsonException>()
            .Which.BytePositionInLine.Should().Be(15);
    }

    [Fact]
    public void Does_not_quote_dictionary_keys_of_the_data()
    {
        var registry = new MessageRegistry([MessageRegistration.Create<Dictionary<string, int>>("map")]);

        var read = () => registry.Deserialize("map", """{"secret@example.com":"x"}"""u8);

        read.Should().Throw<MessageFormatException>().Which.ToString().Should().NotContain("secret");
    }

    [Fact]
    public void Reports_data_whose_constructor_refuses_it()
    {
        var registry = new MessageRegistry([MessageRegistration.Create<Picky>("picky")]);

        var read = () => registry.Deserialize("picky", """{"value":1}"""u8);

        read.Should().Throw<MessageFormatException>().WithInnerException<NotSupportedException>().WithMessage("picky about values");
    }

    [Fact]
    public void Reads_members_that_it_does_not_know_and_those_that_are_missing()
    {
        _registry.Deserialize("added", """{"value":1,"since":"later"}"""u8).Should().Be(new Added(1));
        _registry.Deserialize("added", "{}"u8).Should().Be(new Added(0));
    }

    [Fact]
    public async Task Serves_many_threads_at_once()
    {
        var work = Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                var (type, data) = _registry.Serialize(thread % 2 == 0 ? new Added(i) : new Removed(i));
                _registry.ToMessages(ARecord(type, Encoding.UTF8.GetString(data.Span))).Only!.Value().Should().Be(i);
            }
        }));

        await Task.WhenAll(work).Within("eight threads to serialise");
    }

    private static Record ARecord(string type, string json) => new()
    {
        Id = Guid.Parse("018f0000-0000-7000-8000-000000000001"),
        Stream = A.Stream("orders-1"),
        Number = 3,
        GlobalNumber = 9,
        Type = type,
        Data = Encoding.UTF8.GetBytes(json),
        CorrelationId = "correlation",
        CausationId = "causation",
        Time = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };

    public record Parent;

    public sealed record Child : Parent;

    public sealed class Picky
    {
        public int Value
        {
            get => 0;
            set => throw new NotSupportedException("picky about values");
        }
    }
}
