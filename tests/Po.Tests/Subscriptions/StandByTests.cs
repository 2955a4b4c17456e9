namespace Po.Tests;

// Two engines on one store, as two processes are.
public sealed class StandByTests : IAsyncDisposable
{
    private readonly InMemoryStore _store = new();
    private readonly TestPo _first;
    private readonly TestPo _second;

    public StandByTests()
    {
        var protocol = new ChannelProtocol();
        _first = new TestPo { Store = _store, Protocol = protocol };
        _second = new TestPo { Store = _store, Protocol = protocol };
    }

    [Fact]
    public async Task One_at_a_time_handles_a_subscription_and_the_other_stands_by()
    {
        var (working, mayEnd) = (Signal(), Signal());
        await _first.AppendAsync("a-1", A.Messages(1, 3));
        var slow = new Recorder(async (_, token) =>
        {
            working.TrySetResult();
            await mayEnd.Task.WaitAsync(token);
        });
        var idle = new Recorder();
        await _first.SubscribeAsync("s", "a", slow);
        await working.Task.Within("the first worker");

        var standing = await _second.SubscribeAsync("s", "a", idle);
        await Until(() => standing.State is SubscriptionState.StandingBy, "the second worker to stand by");
        for (var i = 0; i < 5; i++)
        {
            _second.Clock.Advance(await _second.Clock.NextDelayAsync("a poll while standing by"));
        }

        idle.Messages.Should().BeEmpty();
        _second.LogsOf(PoEventId.SubscriptionStandsBy).Should().ContainSingle("it says so once, not at every poll");
        standing.State.Should().Be(SubscriptionState.StandingBy);
        mayEnd.SetResult();
        await slow.WhenAsync(3);
    }

    [Fact]
    public async Task The_one_that_stands_by_holds_no_transaction()
    {
        var (working, mayEnd) = (Signal(), Signal());
        var store = new FaultyStore(_store);
        await using var third = new TestPo { Store = store };
        await _first.AppendAsync("a-1", A.Messages(1, 3));
        await _first.SubscribeAsync("s", "a", new Recorder(async (_, token) =>
        {
            working.TrySetResult();
            await mayEnd.Task.WaitAsync(token);
        }));
        await working.Task.Within("the first worker");

        var standing = await third.SubscribeAsync("s", "a", new Recorder());
        for (var i = 0; i < 5; i++)
        {
            var delay = await third.Clock.NextDelayAsync("a rest while standing by");
            standing.State.Should().Be(SubscriptionState.StandingBy);
            store.OpenTransactions.Should().Be(0);
            third.Clock.Advance(delay);
        }

        store.Count(StoreCall.Begin).Should().BeGreaterThanOrEqualTo(5);
        mayEnd.SetResult();
    }

    [Fact]
    public async Task The_other_takes_over_when_one_is_disposed()
    {
        var working = Signal();
        await _first.AppendAsync("a-1", A.Messages(1, 3));
        var hanging = new Recorder(async (_, token) =>
        {
            working.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        });
        await _first.SubscribeAsync("s", "a", hanging, new() { GraceTime = TimeSpan.Zero });
        await working.Task.Within("the first worker");
        var taking = new Recorder();
        var standing = await _second.SubscribeAsync("s", "a", taking);
        await Until(() => standing.State is SubscriptionState.StandingBy, "the second worker to stand by");

        await _first.DisposeAsync();
        await _second.Clock.DriveAsync(taking.WhenAsync(3), "the second worker to take over");

        taking.Values.Should().Equal(1, 2, 3);
        hanging.Messages.Should().BeEmpty();
    }

    [Fact]
    public async Task Waiting_at_the_one_that_stands_by_ends_when_the_other_has_handled_it()
    {
        var (working, mayEnd) = (Signal(), Signal());
        await _first.AppendAsync("a-1", A.Messages(1, 3));
        await _first.SubscribeAsync("s", "a", new Recorder(async (_, token) =>
        {
            working.TrySetResult();
            await mayEnd.Task.WaitAsync(token);
        }));
        await working.Task.Within("the first worker");
        var standing = await _second.SubscribeAsync("s", "a", new Recorder());
        await Until(() => standing.State is SubscriptionState.StandingBy, "the second worker to stand by");
        var waiting = standing.WhenCaughtUpAsync(Token).AsTask();
        waiting.IsCompleted.Should().BeFalse();

        mayEnd.SetResult();

        await _second.Clock.DriveAsync(waiting, "the one that stands by to see the position of the other");
        standing.Position.Should().Be(3);
    }

    [Fact]
    public async Task Several_share_the_work_and_every_message_is_handled_once()
    {
        var effects = new Recorder();
        var appends = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await _first.AppendAsync($"a-{writer}", new Added((writer * 50) + i));
            }
        })).ToArray();
        var first = await _first.SubscribeAsync("s", "a", effects, new() { PageSize = 3 });
        var second = await _second.SubscribeAsync("s", "a", effects, new() { PageSize = 3 });

        await Task.WhenAll(appends).Within("the appends");
        await Task.WhenAll(_first.CatchUpAsync(first), _second.CatchUpAsync(second));

        effects.Messages.Select(message => message.GlobalNumber).Should().Equal(Enumerable.Range(1, 200).Select(i => (long)i));
    }

    [Fact]
    public async Task Another_worker_that_gets_past_a_failing_message_ends_the_retries_here()
    {
        await _first.AppendAsync("a-1", A.Messages(1, 3));
        var failing = new Recorder(message =>
        {
            if (message.Value() == 2)
            {
                throw new FormatException("two");
            }
        });
        var stuck = await _first.SubscribeAsync("s", "a", failing, new() { RetryDelay = TimeSpan.FromDays(1), MaxRetryDelay = TimeSpan.FromDays(1) });
        var delay = await _first.Clock.NextDelayAsync("the back-off");
        await _second.CatchUpAsync(await _second.SubscribeAsync("s", "a", new Recorder()));

        _first.Clock.Advance(delay);
        await _first.CatchUpAsync(stuck);
        await _first.AppendAsync("a-1", new Added(4));
        await Task.WhenAny(failing.WhenAsync(3), _second.CatchUpAsync(_second.Engine.Subscriptions["s"])).Within("the next message");
        await _first.CatchUpAsync(stuck);

        stuck.Position.Should().Be(4);
        stuck.State.Should().NotBe(SubscriptionState.Retrying);
        failing.Values.Should().NotContain([2, 3]);
    }

    [Fact]
    public async Task The_same_id_twice_in_one_process_is_refused()
    {
        await _first.SubscribeAsync("s", "a", new Recorder());

        var again = () => _first.SubscribeAsync("s", "b", new Recorder()).AsTask();

        await again.Should().ThrowAsync<PoConfigurationException>().WithMessage("*'s'*taken*");
        _first.Engine.Subscriptions.Should().ContainSingle();
    }

    [Fact]
    public async Task An_id_is_free_again_when_its_subscription_is_disposed()
    {
        await _first.AppendAsync("a-1", A.Messages(1, 2));
        var old = await _first.SubscribeAsync("s", "a", new Recorder());
        await _first.CatchUpAsync(old);
        await old.DisposeAsync();
        await old.DisposeAsync();
        await _first.AppendAsync("a-1", new Added(3));
        var recorder = new Recorder();

        await _first.CatchUpAsync(await _first.SubscribeAsync("s", "a", recorder));

        recorder.Values.Should().Equal(3);
        old.State.Should().Be(SubscriptionState.Stopped);
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }
}
