namespace Po.Tests;

public class DetachedTests
{
    private static readonly SubscriptionOptions Options = new()
    {
        Mode = SubscriptionMode.Detached,
        LeaseTime = TimeSpan.FromSeconds(30),
        MaxAttempts = 2,
    };

    private readonly TestClock _clock = new() { Limits = { Options.LeaseTime / 3, Options.LeaseTime * 2 / 3 } };
    private readonly List<int> _calls = [];

    [Fact]
    public async Task No_transaction_is_open_while_the_handler_works()
    {
        var store = new FaultyStore(new InMemoryStore(_clock));
        await using var po = new TestPo { Store = store, Clock = _clock };
        await po.AppendAsync("a-1", A.Messages(1, 3));
        var open = new List<int>();

        var subscription = await po.SubscribeAsync("s", "a", new Recorder(_ => open.Add(store.OpenTransactions)), Options);
        await po.CatchUpAsync(subscription);

        open.Should().Equal(0, 0, 0);
        (await store.ReadPositionAsync("s", Token)).Should().Be(3);
    }

    [Fact]
    public async Task A_handler_knows_its_epoch_and_has_no_transaction()
    {
        ISubscriptionContext? context = null;
        var seen = new List<long>();
        Exception? refusal = null;
        var definition = ADefinition.Of(
            "s",
            "a",
            it =>
            {
                context = it;
                return new TestScope(new Recorder(async (_, token) =>
                {
                    seen.Add(it.Epoch);
                    refusal = await Xunit.Record.ExceptionAsync(async () => await it.GetTransactionAsync(token));
                }));
            },
            Options);
        await using var po = Create(new InMemoryStore(_clock), definition);
        await po.AppendAsync("a-1", new Added(1));

        _ = po.Engine.RunSubscriptionAsync("s", CancellationToken.None);
        await po.CatchUpAsync(po.Engine.Subscriptions["s"]);
        await po.AppendAsync("a-1", new Added(2));
        await po.CatchUpAsync(po.Engine.Subscriptions["s"]);

        context!.Source.Should().Be(A.Stream("a"));
        seen.Should().Equal(1, 1);
        refusal.Should().BeOfType<NotSupportedException>().Which.Message.Should().Contain("'s' is detached");
    }

    [Fact]
    public async Task What_was_handled_before_a_failure_does_not_come_again()
    {
        await using var po = Create(new InMemoryStore(_clock));
        await po.AppendAsync("a-1", A.Messages(1, 5));

        var subscription = await po.SubscribeAsync("s", "a", Failing(3), With(FailurePolicy.Skip));
        await po.CatchUpAsync(subscription);

        _calls.Should().Equal(1, 2, 3, 3, 4, 5);
    }

    [Fact]
    public async Task Failing_messages_are_parked_as_in_transactional_mode()
    {
        await using var po = Create(new InMemoryStore(_clock));
        await po.AppendAsync("a-1", A.Messages(3, 4));
        await po.AppendAsync("a-2", new Added(5));

        var subscription = await po.SubscribeAsync("s", "a", Failing(3), With(FailurePolicy.ParkStream));
        await po.CatchUpAsync(subscription);

        _calls.Should().Equal(3, 3, 5);
        (await po.Store.ReadParkedAsync("s", new ParkedRequest(), Token)).Select(message => message.GlobalNumber).Should().Equal(1, 2);
    }

    [Fact]
    public async Task Replayed_messages_are_handled_without_a_transaction_and_unpark_their_stream()
    {
        var store = new FaultyStore(new InMemoryStore(_clock));
        await using var po = Create(store);
        await po.AppendAsync("a-1", A.Messages(3, 4));
        var (open, fails) = (new List<int>(), true);
        var subscription = await po.SubscribeAsync(
            "s",
            "a",
            new Recorder(message =>
            {
                if (fails)
                {
                    throw new FormatException("Not liked.");
                }

                _calls.Add(message.Value());
                open.Add(store.OpenTransactions);
            }),
            With(FailurePolicy.ParkStream));
        await po.CatchUpAsync(subscription);

        await new PoAdmin(po.Engine).ReplayParkedAsync("s", cancellationToken: Token);
        await _clock.DriveAsync(Until(async () => !(await ParkedAsync(store)).Any(message => message.IsReplayRequested)), "the replay that fails");
        (await ParkedAsync(store)).Select(message => message.Attempts).Should().Equal(3, 0);
        fails = false;
        await new PoAdmin(po.Engine).ReplayParkedAsync("s", cancellationToken: Token);
        await _clock.DriveAsync(Until(async () => (await ParkedAsync(store)).Count == 0), "the replay");

        _calls.Should().Equal(3, 4);
        open.Should().Equal(0, 0);
    }

    [Fact]
    public async Task What_a_handler_appends_is_stored_at_once()
    {
        await using var po = Create(new InMemoryStore(_clock));
        await po.AppendAsync("a-1", new Added(1));
        var fails = true;
        var subscription = await po.SubscribeAsync(
            "s",
            "a",
            new Recorder(async (message, token) =>
            {
                await po.Engine.AppendAsync(A.Stream("effects-1"), message.Data, cancellationToken: token);
                if (fails)
                {
                    fails = false;
                    throw new FormatException("Not liked.");
                }
            }),
            Options);

        await po.CatchUpAsync(subscription);

        (await po.Engine.ValuesAsync("effects-1")).Should().Equal([1, 1], "its effects happen at least once");
    }

    [Fact]
    public async Task Another_worker_stands_by_until_the_lease_is_given_back()
    {
        var store = new InMemoryStore(_clock);
        await using var here = Create(store);
        await using var there = Create(store);
        var (begun, mayEnd) = (Signal(), Signal());
        await here.AppendAsync("a-1", A.Messages(1, 2));
        var first = await here.SubscribeAsync(
            "s",
            "a",
            new Recorder(async (message, _) =>
            {
                _calls.Add(message.Value());
                begun.TrySetResult();
                await mayEnd.Task;
            }),
            Options);
        await begun.Task.Within("the first worker");
        var other = new Recorder();
        var second = await there.SubscribeAsync("s", "a", other, Options);
        await Until(() => second.State is SubscriptionState.StandingBy).Within("the second worker to stand by");

        mayEnd.SetResult();
        await first.WaitForAsync(2, Token).AsTask().Within("the first worker");
        await first.DisposeAsync();
        await there.AppendAsync("a-1", new Added(3));
        await _clock.DriveAsync(other.WhenAsync(1), "the second worker");

        _calls.Should().Equal(1, 2);
        other.Values.Should().Equal(3);
        await Until(async () => (await store.ReadSubscriptionAsync("s", Token))!.Position == 3).Within("the second worker to move on");
        (await store.ReadSubscriptionAsync("s", Token))!.Epoch.Should().Be(2);
    }

    // The clock of the store stands still: a worker that had to wait for the end of its own lease would wait for ever.
    [Fact]
    public async Task A_lease_that_was_lost_is_taken_again_at_once_with_a_later_epoch()
    {
        _clock.Limits.Clear();
        var store = new FaultyStore(new InMemoryStore(new TestClock()));
        var epochs = new List<long>();
        var definition = ADefinition.Of(
            "s",
            "a",
            context => new TestScope(new Recorder(async (_, token) =>
            {
                epochs.Add(context.Epoch);
                if (epochs.Count == 1)
                {
                    store.Fail(StoreCall.SetLease, new StoreAwayException());
                    await Task.Delay(Timeout.InfiniteTimeSpan, token);
                }
            })),
            Options);
        await using var po = Create(store, definition);
        await po.AppendAsync("a-1", new Added(1));

        _ = po.Engine.RunSubscriptionAsync("s", CancellationToken.None);
        await _clock.DriveAsync(Until(() => epochs.Count == 2), "the message to come again");

        epochs.Should().Equal(1, 2);
        await po.CatchUpAsync(po.Engine.Subscriptions["s"]);
    }

    [Fact]
    public async Task A_silent_worker_loses_its_lease_by_the_clock_of_the_store_and_changes_nothing_afterwards()
    {
        var storeClock = new TestClock();
        var store = new InMemoryStore(storeClock);
        await using var frozen = new TestPo { Store = store, Clock = new TestClock { Limits = { TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20) } } };
        await using var there = new TestPo { Store = store, Clock = new TestClock { Limits = { TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20) } } };
        await frozen.AppendAsync("a-1", A.Messages(1, 2));
        var (begun, thaw) = (Signal(), Signal());
        var first = await frozen.SubscribeAsync(
            "s",
            "a",
            new Recorder(async (_, _) =>
            {
                begun.TrySetResult();
                await thaw.Task;
            }),
            Options);
        await begun.Task.Within("the first worker");
        storeClock.Advance(TimeSpan.FromSeconds(31));

        var other = new Recorder();
        var second = await there.SubscribeAsync("s", "a", other, Options);
        await there.CatchUpAsync(second);
        thaw.SetResult();
        await frozen.Clock.DriveAsync(first.WaitForAsync(2, Token), "the thawed worker to see where the subscription is");

        other.Values.Should().Equal(1, 2);
        var stored = await store.ReadSubscriptionAsync("s", Token);
        stored.Should().BeEquivalentTo(new { Position = 2L, Epoch = 2L });
        frozen.LogsOf(PoEventId.LeaseLost).Should().ContainSingle();
    }

    [Fact]
    public async Task A_worker_that_fails_after_another_has_taken_over_does_not_pause()
    {
        var storeClock = new TestClock();
        var store = new InMemoryStore(storeClock);
        await using var frozen = new TestPo { Store = store, Clock = _clock };
        await using var there = new TestPo { Store = store, Clock = _clock };
        await frozen.AppendAsync("a-1", A.Messages(1, 2));
        var (begun, thaw) = (Signal(), Signal());
        var options = With(FailurePolicy.Pause);
        options.MaxAttempts = 1;
        var first = await frozen.SubscribeAsync(
            "s",
            "a",
            new Recorder(async (_, _) =>
            {
                begun.TrySetResult();
                await thaw.Task;
                throw new FormatException("Refused: another one was here.");
            }),
            options);
        await begun.Task.Within("the first worker");
        storeClock.Advance(TimeSpan.FromSeconds(31));
        await there.CatchUpAsync(await there.SubscribeAsync("s", "a", new Recorder(), options));

        thaw.SetResult();
        await _clock.DriveAsync(first.WaitForAsync(2, Token), "the thawed worker to see where the subscription is");

        (await store.ReadSubscriptionAsync("s", Token))!.Status.Should().Be(SubscriptionStatus.Running);
        frozen.LogsOf(PoEventId.SubscriptionPaused).Should().BeEmpty();
    }

    [Fact]
    public async Task A_lease_that_cannot_be_renewed_cancels_the_handler_after_two_thirds_of_it()
    {
        var store = new FaultyStore(new InMemoryStore(_clock));
        await using var po = new TestPo { Store = store, Clock = _clock };
        await po.AppendAsync("a-1", new Added(1));
        _clock.Limits.Clear();
        var started = _clock.GetUtcNow();
        var cancelledAfter = TimeSpan.Zero;
        var calls = 0;
        var subscription = await po.SubscribeAsync(
            "s",
            "a",
            new Recorder(async (_, token) =>
            {
                if (calls++ > 0)
                {
                    return;
                }

                store.Fail(StoreCall.SetLease, new StoreAwayException(), times: 1);
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, token);
                }
                finally
                {
                    cancelledAfter = _clock.GetUtcNow() - started;
                }
            }),
            Options);

        await _clock.DriveAsync(Until(() => calls == 2), "the message to come again");

        cancelledAfter.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(20));
        await po.CatchUpAsync(subscription);
        po.LogsOf(PoEventId.LeaseLost).Should().ContainSingle();
        po.LogsOf(PoEventId.HandlerFailed).Should().BeEmpty("it is not the handler that has failed");
    }

    [Fact]
    public async Task A_slow_handler_keeps_its_lease()
    {
        _clock.Limits.Remove(TimeSpan.FromSeconds(10));
        var store = new InMemoryStore(_clock);
        await using var po = Create(store);
        await po.AppendAsync("a-1", new Added(1));
        var (begun, mayEnd) = (Signal(), Signal());
        var subscription = await po.SubscribeAsync(
            "s",
            "a",
            new Recorder(async (_, token) =>
            {
                begun.TrySetResult();
                await mayEnd.Task.WaitAsync(token);
            }),
            new() { Mode = SubscriptionMode.Detached, LeaseTime = TimeSpan.FromSeconds(30), HandlerTimeout = TimeSpan.FromHours(1) });
        await begun.Task.Within("the handler");

        for (var i = 0; i < 10; i++)
        {
            while (await _clock.NextDelayAsync("the next renewal") != TimeSpan.FromSeconds(10))
            {
            }

            _clock.Advance(TimeSpan.FromSeconds(10));
        }

        _clock.Limits.Add(TimeSpan.FromSeconds(10));
        mayEnd.SetResult();
        await po.CatchUpAsync(subscription);
        (await store.ReadSubscriptionAsync("s", Token))!.Epoch.Should().Be(1);
    }

    [Fact]
    public async Task A_worker_in_transactional_mode_respects_a_lease()
    {
        var store = new InMemoryStore(_clock);
        await using var po = Create(store);
        await po.AppendAsync("a-1", new Added(1));
        await using (var transaction = await store.BeginAsync(Token))
        {
            await transaction.TryLockPositionAsync("s", Token);
            await transaction.SetLeaseAsync("an older process", 1, TimeSpan.FromSeconds(30), Token);
            await transaction.CommitAsync();
        }

        var recorder = new Recorder();
        var subscription = await po.SubscribeAsync("s", "a", recorder);
        await Until(() => subscription.State is SubscriptionState.StandingBy).Within("the worker to stand by");
        recorder.Values.Should().BeEmpty();

        await po.CatchUpAsync(subscription);
        recorder.Values.Should().Equal(1);
        _clock.GetUtcNow().Should().BeOnOrAfter(new DateTimeOffset(2026, 5, 17, 12, 0, 30, TimeSpan.Zero));
    }

    private TestPo Create(IStore store, params SubscriptionDefinition[] subscriptions) => new()
    {
        Store = store,
        Clock = _clock,
        Subscriptions = subscriptions,
    };

    private Recorder Failing(int failing) => new(message =>
    {
        _calls.Add(message.Value());
        if (message.Value() == failing)
        {
            throw new FormatException("Not liked.");
        }
    });

    private static SubscriptionOptions With(FailurePolicy policy) => new()
    {
        Mode = SubscriptionMode.Detached,
        MaxAttempts = 2,
        OnFailure = policy,
    };

    private static ValueTask<IReadOnlyList<ParkedMessage>> ParkedAsync(FaultyStore store) =>
        store.ReadParkedAsync("s", new ParkedRequest(), Token);

    private static AppendRequest Append(int value) => new()
    {
        Stream = A.Stream("a-1"),
        Records =
        [
            new NewRecord
            {
                Id = Guid.NewGuid(),
                Type = "added",
                Data = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { value }),
                Time = default,
            },
        ],
    };

    private static Task Until(Func<bool> condition) => Until(() => Task.FromResult(condition()));

    private static async Task Until(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Yield();
        }
    }
}
