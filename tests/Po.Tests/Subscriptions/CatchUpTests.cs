namespace Po.Tests;

public class CatchUpTests
{
    [Theory]
    [InlineData("a-1", new[] { 1, 3 })]
    [InlineData("a", new[] { 1, 2, 3, 5 })]
    [InlineData("*", new[] { 1, 2, 3, 4, 5 })]
    [InlineData("b-1", new[] { 4 })]
    [InlineData("c", new int[0])]
    public async Task Hands_over_everything_that_was_there_without_a_new_message(string source, int[] expected)
    {
        await using var po = new TestPo { Protocol = new DeadProtocol() };
        foreach (var (stream, value) in new[] { ("a-1", 1), ("a-2", 2), ("a-1", 3), ("b-1", 4), ("a", 5) })
        {
            await po.AppendAsync(stream, new Added(value));
        }

        var recorder = new Recorder();
        var subscription = await po.SubscribeAsync("s", source, recorder);
        await po.CatchUpAsync(subscription);

        recorder.Values.Should().Equal(expected);
        subscription.Position.Should().Be(5);
        subscription.Lag.Should().Be(0);
        await Until(() => subscription.State is SubscriptionState.CaughtUp, "the state to follow");
    }

    [Fact]
    public async Task Goes_on_with_what_is_appended_later_and_needs_no_clock_for_it()
    {
        await using var po = new TestPo();
        var recorder = new Recorder();
        await po.SubscribeAsync("s", "a", recorder);

        for (var i = 1; i <= 20; i++)
        {
            await po.AppendAsync("a-1", new Added(i));
            await recorder.WhenAsync(i);
        }

        recorder.Values.Should().Equal(Enumerable.Range(1, 20));
    }

    [Fact]
    public async Task Hands_over_in_the_order_of_the_global_numbers_page_after_page()
    {
        await using var po = new TestPo { Subscribers = new() { PageSize = 7 } };
        for (var i = 1; i <= 100; i++)
        {
            await po.AppendAsync($"a-{i % 5}", new Added(i));
        }

        var recorder = new Recorder();
        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", recorder));

        recorder.Values.Should().Equal(Enumerable.Range(1, 100));
        recorder.Messages.Should().BeInAscendingOrder(message => message.GlobalNumber);
    }

    [Theory]
    [InlineData(10, 1024 * 1024, 10)]
    [InlineData(500, 24, 50)]
    public async Task Ends_a_page_by_count_and_by_bytes(int pageSize, int pageBytes, int pages)
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store, Subscribers = new() { PageSize = pageSize, PageBytes = pageBytes } };
        await po.AppendAsync("a-1", [.. Enumerable.Range(0, 100).Select(_ => new Added(10))]);

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", new Recorder()));

        store.Count(StoreCall.ReadGlobal).Should().BeInRange(pages, pages + 3, "the end is looked at, too");
    }

    [Fact]
    public async Task Polling_alone_finds_records_when_every_nudge_is_lost()
    {
        await using var po = new TestPo { Protocol = new DeadProtocol() };
        var recorder = new Recorder();
        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", recorder));

        for (var i = 1; i <= 5; i++)
        {
            await po.AppendAsync("a-1", new Added(i));
            await po.Clock.DriveAsync(recorder.WhenAsync(i), $"message {i} by polling");
        }

        recorder.Values.Should().Equal(1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task Polls_less_and_less_often_while_nothing_is_there_and_snaps_back()
    {
        var options = new SubscriptionOptions { MinPollInterval = TimeSpan.FromSeconds(1), MaxPollInterval = TimeSpan.FromSeconds(8) };
        await using var po = new TestPo { Protocol = new DeadProtocol() };
        var recorder = new Recorder();
        await po.SubscribeAsync("s", "a", recorder, options);

        foreach (var seconds in new[] { 1, 2, 4, 8, 8 })
        {
            var delay = await po.Clock.NextDelayAsync("the poll");
            delay.TotalSeconds.Should().BeInRange(seconds * 0.75, seconds);
            po.Clock.Advance(delay);
        }

        await po.AppendAsync("a-1", new Added(1));
        po.Clock.Advance(await po.Clock.NextDelayAsync("the poll that finds the message"));
        await recorder.WhenAsync(1);
        (await po.Clock.NextDelayAsync("the poll after it")).TotalSeconds.Should().BeInRange(0.75, 1);
    }

    [Fact]
    public async Task Position_advances_and_survives_a_new_engine()
    {
        var store = new InMemoryStore();
        await using (var first = new TestPo { Store = store })
        {
            await first.AppendAsync("a-1", A.Messages(1, 3));
            await first.CatchUpAsync(await first.SubscribeAsync("s", "a", new Recorder()));
        }

        await using var second = new TestPo { Store = store };
        await second.AppendAsync("a-1", A.Messages(4, 5));
        var recorder = new Recorder();
        await second.CatchUpAsync(await second.SubscribeAsync("s", "a", recorder));

        recorder.Values.Should().Equal(4, 5);
        (await store.ReadPositionAsync("s", Token)).Should().Be(5);
    }

    [Fact]
    public async Task A_stream_subscription_gets_every_message_over_a_restart()
    {
        var store = new InMemoryStore();
        var recorder = new Recorder();
        for (var i = 0; i < 2; i++)
        {
            await using var po = new TestPo { Store = store };
            await po.AppendAsync("a-2", new Added(0));
            await po.AppendAsync("a-1", A.Messages((i * 3) + 1, (i * 3) + 3));
            await po.CatchUpAsync(await po.SubscribeAsync("s", "a-1", recorder));
        }

        recorder.Values.Should().Equal(Enumerable.Range(1, 6));
    }

    [Fact]
    public async Task Each_subscription_keeps_a_position_of_its_own()
    {
        var store = new InMemoryStore();
        await using var po = new TestPo { Store = store };
        await po.AppendAsync("a-1", A.Messages(1, 3));
        await po.AppendAsync("a-2", A.Messages(4, 5));

        await po.CatchUpAsync(await po.SubscribeAsync("of-stream", "a-1", new Recorder()));
        (await store.ReadPositionAsync("of-stream", Token)).Should().Be(5);
        (await store.ReadPositionAsync("of-group", Token)).Should().Be(0);
        (await store.ReadPositionAsync("a-1", Token)).Should().Be(0);
        (await store.ReadPositionAsync("a", Token)).Should().Be(0);
        var group = new Recorder();
        await po.CatchUpAsync(await po.SubscribeAsync("of-group", "a", group));

        group.Values.Should().Equal(1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task Typed_handlers_get_the_messages_of_their_types()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", new Added(5), new Removed(2));
        var sum = new Sum();

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", sum));

        sum.Total.Should().Be(3);
    }

    [Fact]
    public async Task A_quiet_subscription_reaches_the_horizon_and_writes_nothing_for_it()
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store };
        await po.AppendAsync("b-1", A.Messages(1, 999));

        var subscription = await po.SubscribeAsync("s", "a", new Recorder());
        await po.CatchUpAsync(subscription);

        subscription.Position.Should().Be(999);
        subscription.Lag.Should().Be(0);
        store.Count(StoreCall.Begin).Should().Be(0);
    }

    [Fact]
    public async Task A_quiet_subscription_stores_its_position_after_a_thousand_records_of_others()
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store };
        await po.AppendAsync("b-1", A.Messages(1, 1_000));

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", new Recorder()));

        (await store.ReadPositionAsync("s", Token)).Should().Be(1_000);
        store.Count(StoreCall.Commit).Should().Be(1);
    }

    [Fact]
    public async Task An_idle_worker_begins_no_transaction()
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store, Protocol = new DeadProtocol() };
        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", new Recorder()));

        for (var i = 0; i < 10; i++)
        {
            po.Clock.Advance(await po.Clock.NextDelayAsync("a poll"));
        }

        store.Count(StoreCall.Begin).Should().Be(0);
    }

    [Fact]
    public async Task Many_subscriptions_each_get_everything_while_many_append()
    {
        await using var po = new TestPo { Subscribers = new() { PageSize = 13 } };
        var recorders = Enumerable.Range(0, 6).Select(_ => new Recorder()).ToArray();
        var appends = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await po.AppendAsync($"a-{writer}", new Added((writer * 50) + i));
            }
        })).ToArray();

        for (var i = 0; i < recorders.Length; i++)
        {
            await po.SubscribeAsync($"s{i}", i % 2 == 0 ? "a" : "*", recorders[i]);
        }

        await Task.WhenAll(appends).Within("the appends");
        foreach (var subscription in po.Engine.Subscriptions.Values)
        {
            await po.CatchUpAsync(subscription);
        }

        foreach (var recorder in recorders)
        {
            recorder.Messages.Select(message => message.GlobalNumber).Should().Equal(Enumerable.Range(1, 200).Select(i => (long)i));
        }
    }
}
