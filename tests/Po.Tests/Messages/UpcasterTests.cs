using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Po.Tests;

// Three releases of a customer: version 1 had one address, version 2 city and street, version 3 a country, and was called "relocated" until then.
// "updated" was both a new name and a new address, and exists no longer.
public class UpcasterTests
{
    private const string Version1 = """{"address":"Road 1, Bonn"}""";
    private const string Version2 = """{"street":"Road 1","city":"Bonn"}""";
    private const string Version3 = """{"street":"Road 1","city":"Bonn","country":"FR"}""";

    private readonly MessageRegistry _registry = A.Registry(AddCustomers);

    [Theory]
    [InlineData("moved", Version1, "DE")]
    [InlineData("moved@2", Version2, "DE")]
    [InlineData("moved@3", Version3, "FR")]
    [InlineData("relocated", Version1, "DE")]
    [InlineData("relocated@2", Version2, "DE")]
    [InlineData("relocated@3", Version3, "FR")]
    public void Every_stored_version_is_read_as_that_of_today(string type, string json, string country)
    {
        var message = _registry.ToMessages(A.Record(type, json)).Only;

        message.Should().BeOfType<Message<Moved>>();
        message.Should().BeEquivalentTo(new { Type = "moved", Data = new Moved("Road 1", "Bonn", country), Part = 1, PartCount = 1 });
    }

    [Fact]
    public void The_version_of_today_is_written() => _registry.Serialize(new Moved("Road 1", "Bonn", "FR")).Type.Should().Be("moved@3");

    [Fact]
    public void One_message_becomes_several_in_order_each_led_on_to_its_version_of_today()
    {
        var record = A.Record("updated", """{"name":"Anna","street":"Road 1","city":"Bonn"}""") with
        {
            CorrelationId = "correlation",
            CausationId = "causation",
            Headers = Encoding.UTF8.GetBytes("""{"tenant":"blue"}"""),
        };

        var messages = _registry.ToMessages(record);

        messages.Select(message => message.Data).Should().Equal(new Renamed("Anna"), new Moved("Road 1", "Bonn", "DE"));
        messages.Select(message => message.Type).Should().Equal("renamed", "moved");
        messages.Select(message => (message.Part, message.PartCount)).Should().Equal((1, 2), (2, 2));
        messages.Should().OnlyContain(message =>
            message.Stream == record.Stream && message.Number == record.Number && message.GlobalNumber == record.GlobalNumber
            && message.Time == record.Time && message.CorrelationId == "correlation" && message.CausationId == "causation"
            && message.Headers["tenant"] == "blue");
    }

    [Fact]
    public void The_first_part_has_the_id_of_the_record_and_others_one_of_their_own_that_never_changes()
    {
        var record = A.Record("updated", """{"name":"Anna","street":"Road 1","city":"Bonn"}""");

        var ids = _registry.ToMessages(record).Select(message => message.Id).ToList();

        ids[0].Should().Be(record.Id);
        ids[1].Should().Be(Guid.Parse("018f0000-0000-8f1c-b20d-80105719c199"), "it begins as the first one does");
        Enumerable.Range(1, 100).Should().NotContain(place => CommandIds.Of(record.Id, place) == ids[1], "those are of other messages, if it is of a command");
        A.Registry(AddCustomers).ToMessages(record).Select(message => message.Id).Should().Equal(ids);
    }

    [Fact]
    public void What_an_upcaster_leaves_nothing_of_is_no_message() =>
        _registry.ToMessages(A.Record("updated", "{}")).Should().BeEmpty();

    [Theory]
    [InlineData("pinged")]
    [InlineData("pinged@2")]
    public void What_was_retired_is_no_message_in_any_version(string type) =>
        _registry.ToMessages(A.Record(type, "anything")).Should().BeEmpty();

    [Theory]
    [InlineData("moved@4", "moved", 4, 3)]
    [InlineData("relocated@12", "moved", 12, 3)]
    [InlineData("renamed@2", "renamed", 2, 1)]
    [InlineData("updated@2", "updated", 2, 1)]
    [InlineData("pinged@3", "pinged", 3, 2)]
    public void A_newer_version_than_any_that_is_known_is_refused_with_both(string type, string name, int stored, int known)
    {
        var read = () => _registry.ToMessages(A.Record(type, Version3));

        var error = read.Should().Throw<MessageVersionException>().Which;
        error.Should().BeEquivalentTo(new { TypeName = name, StoredVersion = stored, KnownVersion = known });
        error.Message.Should().Contain("older than what was stored").And.Contain($"registers version {stored} or newer");
    }

    [Theory]
    [InlineData("forgotten", "forgotten")]
    [InlineData("forgotten@2", "forgotten")]
    [InlineData("moved@", "moved@")]
    [InlineData("moved@1", "moved@1")]
    [InlineData("moved@02", "moved@02")]
    [InlineData("moved@-2", "moved@-2")]
    [InlineData("moved@2@3", "moved@2@3")]
    [InlineData("moved@99999999999", "moved@99999999999")]
    public void What_nobody_has_ever_stored_is_unknown(string type, string name)
    {
        var read = () => _registry.ToMessages(A.Record(type, Version3));

        read.Should().Throw<UnknownMessageTypeException>().Which.TypeName.Should().Be(name);
    }

    [Theory]
    [InlineData("moved", """{"address":"secret-4711"}""")]
    [InlineData("moved", """{"address":secret-4711}""")]
    [InlineData("moved", """["secret-4711"]""")]
    [InlineData("moved", "null")]
    [InlineData("moved", "")]
    [InlineData("moved", """{"secret-4711":1,"secret-4711":2}""")]
    [InlineData("moved@2", """{"city":{"secret-4711":1}}""")]
    public void What_an_upcaster_cannot_read_is_reported_without_quoting_it(string type, string json)
    {
        var read = () => _registry.ToMessages(A.Record(type, json));

        var error = read.Should().Throw<PoException>().Which;
        (error is UpcastException or MessageFormatException).Should().BeTrue();
        error.ToString().Should().NotContain("secret");
        (error as UpcastException)?.Version.Should().Be(new MessageVersion("moved", 1));
    }

    [Fact]
    public void An_upcaster_sees_record_headers_and_bytes_and_changes_what_is_read()
    {
        var registry = A.Registry(po => po
            .AddMessage<Renamed>("renamed", version: 2)
            .AddUpcaster(new FromText()));
        var record = A.Record("renamed", "Anna", """{"content-type":"text/plain","tenant":"blue"}""");

        var message = registry.ToMessages(record).Only!;

        message.Data.Should().Be(new Renamed("Anna of blue in orders-1"));
        message.Headers.Should().Equal(new Dictionary<string, string> { ["note"] = "was text" });
        message.Id.Should().Be(record.Id);
    }

    [Fact]
    public void An_upcaster_that_returns_what_it_does_not_declare_is_at_fault()
    {
        var registry = A.Registry(po => po
            .AddMessage<Renamed>("renamed")
            .AddMessage<Moved>("moved")
            .AddSplittingUpcaster("updated", 1, [new("renamed", 1)], json => [new JsonPart("moved", 1, json)]));

        var read = () => registry.ToMessages(A.Record("updated", Version3));

        read.Should().Throw<UpcastException>().WithInnerException<InvalidOperationException>().WithMessage("*version 1 of 'moved'*");
    }

    [Fact]
    public void Parts_do_not_share_the_object_that_they_came_from()
    {
        var registry = A.Registry(po => po
            .AddMessage<Renamed>("renamed", version: 2)
            .AddUpcaster("renamed", 1, json =>
            {
                json["name"] = $"{json["name"]}!";
                return json;
            })
            .AddSplittingUpcaster("updated", 1, [new("renamed", 1)], json => [new JsonPart("renamed", 1, json), new JsonPart("renamed", 1, json)]));

        registry.ToMessages(A.Record("updated", """{"name":"Anna"}""")).Select(message => message.Data)
            .Should().Equal(new Renamed("Anna!"), new Renamed("Anna!"));
    }

    [Theory]
    [InlineData("moved", "moved relocated updated")]
    [InlineData("relocated", "moved relocated updated")]
    [InlineData("renamed", "renamed updated")]
    [InlineData("updated", "updated")]
    [InlineData("forgotten", "forgotten")]
    public void A_registry_knows_under_which_names_a_type_may_be_stored(string type, string names) =>
        _registry.FindStoredNames(type).Should().Equal(names.Split(' '));

    private static void AddCustomers(IPoBuilder po) => po
        .AddMessage<Moved>("moved", version: 3, aliases: ["relocated"])
        .AddUpcaster("moved", 1, json =>
        {
            var parts = ((string)json["address"]!).Split(", ");
            return new JsonObject { ["street"] = parts[0], ["city"] = parts[1] };
        })
        .AddUpcaster("relocated", 2, json =>
        {
            json["country"] = "DE";
            return json;
        })
        .AddMessage<Renamed>("renamed")
        .AddSplittingUpcaster("updated", 1, [new("renamed", 1), new("moved", 2)], SplitUpdated)
        .RetireMessage("pinged", lastVersion: 2);

    private static IEnumerable<JsonPart> SplitUpdated(JsonObject json)
    {
        if (json["name"] is { } name)
        {
            yield return new JsonPart("renamed", 1, new JsonObject { ["name"] = name.DeepClone() });
        }

        if (json["city"] is { } city)
        {
            yield return new JsonPart("moved", 2, new JsonObject { ["street"] = json["street"]?.DeepClone(), ["city"] = city.DeepClone() });
        }
    }

    public sealed record Moved(string Street, string City, string Country);

    public sealed record Renamed(string Name);

    private sealed class FromText : IUpcaster
    {
        public MessageVersion From => new("renamed", 1);

        public IReadOnlyList<MessageVersion> Into => [new("renamed", 2)];

        public IEnumerable<StoredMessage> Upcast(StoredMessage message)
        {
            message.ContentType.Should().Be("text/plain");
            var name = $"{Encoding.UTF8.GetString(message.Data.Span)} of {message.Headers["tenant"]} in {message.Record.Stream}";
            yield return message with
            {
                Version = new("renamed", 2),
                Data = Encoding.UTF8.GetBytes($$"""{"name":"{{name}}"}"""),
                ContentType = ContentTypes.Json,
                Headers = new Dictionary<string, string> { ["note"] = "was text" },
                Record = message.Record with { Id = Guid.Empty, GlobalNumber = 99 },
            };
        }
    }
}
