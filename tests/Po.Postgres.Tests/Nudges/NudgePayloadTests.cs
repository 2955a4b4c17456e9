namespace Po.Postgres.Tests;

public sealed class NudgePayloadTests
{
    public static TheoryData<string> Malformed =>
    [
        "",
        "\n",
        "sender",
        "sender\n",
        "sender\nnumber\norders-1",
        "sender\n-1\norders-1",
        "sender\n+1\norders-1",
        "sender\n 1\norders-1",
        "sender\n1.5\norders-1",
        "sender\n99999999999999999999\norders-1",
        "sender\n1\n",
        "sender\n1\n-1",
        "sender\n1\norders-1\n",
        "sender\r\n1\r\norders-1\r",
        "{\"stream\":\"orders-1\"}",
        "\ud83d\n1\n\ud83d",
        new string('x', 7_999),
        new string('\n', 7_999),
    ];

    [Fact]
    public void What_is_written_is_read()
    {
        var nudges = new Dictionary<StreamId, long> { [new("orders", "1")] = 7, [new("orders", "a-b c")] = 9, [new("customers")] = 8 };

        var (sender, read) = NudgePayload.Read(NudgePayload.Write("me", nudges));

        sender.Should().Be("me");
        read.Should().BeEquivalentTo(nudges.Keys.Select(stream => new Nudge(stream, 9)));
    }

    [Fact]
    public void Nothing_new_is_written_and_read_as_nothing()
    {
        var (sender, read) = NudgePayload.Read(NudgePayload.Write("me", new Dictionary<StreamId, long>()));

        sender.Should().Be("me");
        read.Should().BeEmpty();
    }

    [Fact]
    public void More_streams_than_a_notification_holds_are_all_streams()
    {
        var nudges = Enumerable.Range(1, 500).ToDictionary(i => new StreamId("orders", $"{i}"), i => (long)i);

        var payload = NudgePayload.Write("me", nudges);

        payload.Length.Should().BeLessThan(8_000);
        NudgePayload.Read(payload).Nudges.Should().Equal(new Nudge(StreamId.All, 500));
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void What_is_none_of_ours_comes_from_nobody_and_means_that_anything_may_be_new(string payload)
    {
        var (sender, nudges) = NudgePayload.Read(payload);

        sender.Should().BeNull();
        nudges.Should().Equal(new Nudge(StreamId.All, 0));
    }
}
