using System.Text.Json;

namespace Po.Tests;

public sealed class StreamIdJsonTests
{
    [Theory]
    [InlineData("orders", "\"orders\"")]
    [InlineData("orders-1-2", "\"orders-1-2\"")]
    [InlineData("*", "\"*\"")]
    [InlineData("50%off", "\"50%off\"")]
    public void Is_its_text(string text, string json)
    {
        JsonSerializer.Serialize(StreamId.Parse(text)).Should().Be(json);
        JsonSerializer.Deserialize<StreamId>(json).Should().Be(StreamId.Parse(text));
    }

    [Fact]
    public void Is_null_for_default()
    {
        JsonSerializer.Serialize(default(StreamId)).Should().Be("null");
        JsonSerializer.Deserialize<StreamId>("null").Should().Be(default(StreamId));
        JsonSerializer.Deserialize<StreamId?>("null").Should().BeNull();
    }

    [Fact]
    public void Round_trips_inside_of_other_values()
    {
        var holder = new Holder(
            new StreamId("orders", "a b"), null, new Dictionary<StreamId, int> { [new StreamId("größer", "👍")] = 1, [StreamId.All] = 2 });

        var read = JsonSerializer.Deserialize<Holder>(JsonSerializer.Serialize(holder));

        read.Should().BeEquivalentTo(holder);
    }

    [Theory]
    [InlineData("\"\"", "A stream id cannot be empty: write 'group' or 'group-entity'.*")]
    [InlineData("\"-1\"", "A stream id needs a group before the first '-'.*")]
    [InlineData("1", "A stream id is a JSON string, not a Number.*")]
    [InlineData("{}", "A stream id is a JSON string, not a StartObject.*")]
    [InlineData("true", "A stream id is a JSON string, not a True.*")]
    public void Is_refused_with_a_sentence(string json, string sentence) =>
        FluentActions.Invoking(() => JsonSerializer.Deserialize<StreamId>(json)).Should().Throw<JsonException>().WithMessage(sentence);

    [Fact]
    public void Is_refused_as_a_property_name_too() =>
        FluentActions.Invoking(() => JsonSerializer.Deserialize<Dictionary<StreamId, int>>("""{"orders-":1}"""))
            .Should().Throw<JsonException>().WithMessage("The entity of group 'orders' is empty*");

    private sealed record Holder(StreamId Stream, StreamId? Other, Dictionary<StreamId, int> Counts);
}
