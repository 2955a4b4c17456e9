namespace Po.Tests;

public class StartTests
{
    private readonly Recorder _recorder = new();

    [Fact]
    public async Task From_now_begins_after_what_is_there_when_it_first_runs()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 3));

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", _recorder, new() { StartFrom = StartFrom.Now }));
        await po.AppendAsync("a-1", new Added(4));
        await _recorder.WhenAsync(1);

        _recorder.Values.Should().Equal(4);
        (await po.Store.ReadAuditAsync("s", long.MaxValue, 10, Token)).Should().ContainSingle()
            .Which.Should().BeEquivalentTo(new { Action = AuditAction.Start, Detail = "After 3." });
    }

    [Fact]
    public async Task The_place_to_begin_is_for_new_subscriptions_only()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 3));
        var options = new SubscriptionOptions { StartFrom = StartFrom.Now };
        await using (var first = await po.SubscribeAsync("s", "a", _recorder, options))
        {
            await po.CatchUpAsync(first);
        }

        await po.AppendAsync("a-1", new Added(4));
        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", _recorder, options));
        await new PoAdmin(po.Engine).ResetAsync("s", cancellationToken: Token);
        await po.Clock.DriveAsync(_recorder.WhenAsync(5), "the replay after a reset");

        _recorder.Values.Should().Equal(4, 1, 2, 3, 4);
    }

    [Fact]
    public async Task After_a_number_begins_with_the_next_one()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 5));

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", _recorder, new() { StartAfter = 3 }));

        _recorder.Values.Should().Equal(4, 5);
    }

    [Fact]
    public async Task After_a_number_that_the_store_has_not_reached_the_subscription_pauses()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 5));

        var told = await po.PauseAsync(await po.SubscribeAsync("s", "a", _recorder, new() { StartAfter = 6 }));

        told.InnerException.Should().BeOfType<PoConfigurationException>().Which.Message.Should().Contain("after 6").And.Contain("got to 5");
    }

    [Theory]
    [InlineData(-100, 1)]
    [InlineData(0, 1)]
    [InlineData(5, 6)]
    [InlineData(499.5, 501)]
    [InlineData(500, 501)]
    [InlineData(999, 1_000)]
    [InlineData(1_000, 1_001)]
    public async Task From_a_time_begins_with_the_first_message_of_that_time_or_later(double minutes, int first)
    {
        await using var po = new TestPo();
        var start = po.Clock.GetUtcNow();
        for (var i = 0; i < 1_000; i++)
        {
            await po.Store.AppendAsync(Record(i + 1, start.AddMinutes(i)), Token);
        }

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", _recorder, new() { StartTime = start.AddMinutes(minutes) }));

        _recorder.Values.Should().Equal(Enumerable.Range(first, 1_001 - first));
    }

    [Fact]
    public async Task Clocks_that_differ_by_less_than_a_minute_leave_nothing_out()
    {
        await using var po = new TestPo();
        var start = po.Clock.GetUtcNow();
        for (var i = 0; i < 200; i++)
        {
            await po.Store.AppendAsync(Record(i + 1, start.AddSeconds(i + (i % 2 == 0 ? 0 : 50))), Token);
        }

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", _recorder, new() { StartTime = start.AddSeconds(100) }));

        _recorder.Values.First().Should().Be(52, "the 51 s of its clock and 50 s more are the first of at least 100 s");
    }

    [Fact]
    public async Task Of_two_processes_one_chooses_where_to_begin()
    {
        var store = new InMemoryStore();
        await using var first = new TestPo { Store = store };
        await using var second = new TestPo { Store = store };
        await first.AppendAsync("a-1", A.Messages(1, 3));
        var options = new SubscriptionOptions { StartFrom = StartFrom.Now };

        var one = await first.SubscribeAsync("s", "a", _recorder, options);
        var other = await second.SubscribeAsync("s", "a", _recorder, options);
        await first.CatchUpAsync(one);
        await second.CatchUpAsync(other);
        await first.AppendAsync("a-1", new Added(4));
        await first.CatchUpAsync(one);

        _recorder.Values.Should().Equal(4);
        (await store.ReadAuditAsync("s", long.MaxValue, 10, Token)).Should().ContainSingle();
    }

    [Fact]
    public async Task Groups_and_types_are_chosen_by_the_store_and_the_position_reaches_the_horizon()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", new Added(1), new Removed(2));
        await po.AppendAsync("b-1", new Added(3));
        await po.AppendAsync("c-1", new Added(4), new Removed(5));

        var subscription = await po.SubscribeAsync("s", "*", _recorder, new() { Groups = { "c", "a" }, MessageTypes = { "added" } });
        await po.CatchUpAsync(subscription);

        _recorder.Values.Should().Equal(1, 4);
        subscription.Position.Should().Be(5);
        subscription.Lag.Should().Be(0);
    }

    [Fact]
    public async Task Groups_can_be_chosen_of_every_group_only()
    {
        await using var po = new TestPo();

        var subscribe = async () => await po.SubscribeAsync("s", "a", _recorder, new() { Groups = { "a" } });

        (await subscribe.Should().ThrowAsync<PoConfigurationException>()).WithMessage("*chooses groups of 'a'*");
    }

    private static AppendRequest Record(int value, DateTimeOffset time) => new()
    {
        Stream = A.Stream("a-1"),
        Records =
        [
            new NewRecord
            {
                Id = Guid.NewGuid(),
                Type = "added",
                Data = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { value }),
                Time = time,
            },
        ],
    };
}
