using Microsoft.Extensions.Logging;

namespace Po.Tests;

public class FailurePolicyTests
{
    private readonly List<int> _calls = [];
    private readonly FormatException _fault = new("Three is not liked.");
    private Func<int, bool> _fails = value => value == 3;

    [Fact]
    public async Task Skipping_passes_over_the_message_alone_and_leaves_an_audit_entry()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 5));

        var subscription = await po.SubscribeAsync("s", "a", Failing(), Options(FailurePolicy.Skip));
        await po.CatchUpAsync(subscription);

        _calls.Should().Equal(1, 2, 3, 1, 2, 3, 4, 5);
        subscription.LastError.Should().BeNull();
        var entry = (await po.Store.ReadAuditAsync("s", long.MaxValue, 10, Token)).Should().ContainSingle().Which;
        entry.Should().BeEquivalentTo(new { SubscriptionId = "s", Action = AuditAction.Skip, Actor = "policy" });
        entry.Time.Should().BeOnOrBefore(po.Clock.GetUtcNow()).And.BeAfter(DateTimeOffset.UnixEpoch);
        entry.Detail.Should().Contain("Message 3, added 3 of a-1, after 2 attempts").And.Contain("Three is not liked.");
        po.LogsOf(PoEventId.MessageGivenUp).Should().ContainSingle(log => log.Level == LogLevel.Error && log.Exception == _fault);
    }

    [Fact]
    public async Task Parking_keeps_later_messages_of_the_stream_waiting_in_order_while_others_go_on()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 4));
        await po.AppendAsync("a-2", A.Messages(5, 6));
        await po.AppendAsync("a-1", new Added(7));

        var subscription = await po.SubscribeAsync("s", "a", Failing(), Options(FailurePolicy.ParkStream));
        await po.CatchUpAsync(subscription);

        _calls.Should().Equal(1, 2, 3, 1, 2, 3, 5, 6);
        subscription.Position.Should().Be(7);
        var parked = await ParkedAsync(po);
        parked.Select(message => message.GlobalNumber).Should().Equal(3, 4, 7);
        parked.Should().OnlyContain(message => message.Stream == A.Stream("a-1") && message.ParkedAt <= po.Clock.GetUtcNow());
        parked[0].Should().BeEquivalentTo(new { Attempts = 2, Error = "FormatException: Three is not liked." });
        parked.Skip(1).Should().OnlyContain(message => message.Attempts == 0 && message.Error == null);
        (await po.Store.ReadAuditAsync("s", long.MaxValue, 10, Token)).Should().ContainSingle(entry => entry.Action == AuditAction.Park);
    }

    [Fact]
    public async Task Replayed_messages_come_in_order_and_their_stream_goes_on()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 4));
        var subscription = await po.SubscribeAsync("s", "a", Failing(), Options(FailurePolicy.ParkStream));
        await po.CatchUpAsync(subscription);
        _fails = _ => false;
        _calls.Clear();

        (await new PoAdmin(po.Engine).ReplayParkedAsync("s", cancellationToken: Token)).Should().Be(2);
        await UnparkedAsync(po);
        await po.AppendAsync("a-1", new Added(5));
        await po.CatchUpAsync(subscription);

        _calls.Should().Equal(3, 4, 5);
        po.LogsOf(PoEventId.MessageReplayed).Should().HaveCount(2);
    }

    [Fact]
    public async Task What_arrives_while_its_stream_is_replayed_waits_for_its_turn_and_is_handled_in_it()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 4));
        var subscription = await po.SubscribeAsync("s", "a", new Recorder(async (message, token) =>
        {
            _calls.Add(message.Value());
            if (_fails(message.Value()))
            {
                throw _fault;
            }

            if (message.Value() == 3)
            {
                await po.Store.AppendAsync(
                    new AppendRequest { Stream = A.Stream("a-1"), Records = [ARecord(5)] }, token);
            }
        }), Options(FailurePolicy.ParkStream));
        await po.CatchUpAsync(subscription);
        _fails = _ => false;
        _calls.Clear();

        await new PoAdmin(po.Engine).ReplayParkedAsync("s", A.Stream("a-1"), cancellationToken: Token);
        await UnparkedAsync(po);
        await po.CatchUpAsync(subscription);

        _calls.Should().Equal(3, 4, 5);
    }

    [Fact]
    public async Task A_replay_that_fails_leaves_the_message_and_what_follows_it_parked_with_the_new_error()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 4));
        await po.AppendAsync("a-2", A.Messages(3, 4));
        var subscription = await po.SubscribeAsync("s", "a", Failing(), Options(FailurePolicy.ParkStream));
        await po.CatchUpAsync(subscription);
        var second = 0;
        _fails = value => value == 3 && second++ == 0;
        _calls.Clear();

        await new PoAdmin(po.Engine).ReplayParkedAsync("s", cancellationToken: Token);
        await po.Clock.DriveAsync(Until(async () => (await ParkedAsync(po)).All(m => !m.IsReplayRequested)), "the replay");

        _calls.Should().Equal(3, 3, 4);
        var parked = await ParkedAsync(po);
        parked.Select(message => message.GlobalNumber).Should().Equal(3, 4);
        parked[0].Attempts.Should().Be(3);
        subscription.State.Should().NotBe(SubscriptionState.Paused);
        po.LogsOf(PoEventId.ReplayFailed).Should().ContainSingle();
    }

    [Theory]
    [InlineData("FormatException")]
    [InlineData("System.FormatException")]
    [InlineData("SystemException")]
    public async Task A_permanent_exception_is_not_tried_again(string name)
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(3, 4));

        var subscription = await po.SubscribeAsync(
            "s", "a", Failing(), new() { OnFailure = FailurePolicy.Skip, PermanentExceptions = { name } });
        await po.CatchUpAsync(subscription);

        _calls.Should().Equal(3, 4);
        (await po.Store.ReadAuditAsync("s", long.MaxValue, 10, Token)).Should().ContainSingle()
            .Which.Detail.Should().Contain("after 1 attempts");
    }

    // What came before it is committed without it first; it is not handed over again for that.
    [Fact]
    public async Task A_permanent_exception_in_the_middle_of_a_page_is_not_tried_again_either()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 4));

        var subscription = await po.SubscribeAsync(
            "s", "a", Failing(), new() { OnFailure = FailurePolicy.Skip, PermanentExceptions = { "FormatException" } });
        await po.CatchUpAsync(subscription);

        _calls.Should().Equal(1, 2, 3, 1, 2, 4);
    }

    [Fact]
    public async Task Retrying_what_has_failed_for_good_hands_it_over_again()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(3, 4));
        var subscription = await po.SubscribeAsync("s", "a", Failing(), new() { PermanentExceptions = { "FormatException" } });
        await po.PauseAsync(subscription);
        _fails = _ => false;

        await new PoAdmin(po.Engine).RetryAsync("s", cancellationToken: Token);
        await po.Clock.DriveAsync(Until(() => Task.FromResult(subscription.Position == 2)), "the messages to be handled");

        _calls.Should().Equal(3, 3, 4);
    }

    [Fact]
    public async Task Another_exception_is_tried_again()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(3, 4));

        var subscription = await po.SubscribeAsync(
            "s", "a", Failing(), new() { OnFailure = FailurePolicy.Skip, MaxAttempts = 2, PermanentExceptions = { "Format" } });
        await po.CatchUpAsync(subscription);

        _calls.Should().Equal(3, 3, 4);
    }

    [Fact]
    public async Task A_pause_is_known_to_every_worker_and_outlives_the_process()
    {
        var store = new InMemoryStore();
        await using (var first = new TestPo { Store = store })
        {
            await first.AppendAsync("a-1", A.Messages(1, 3));
            await first.PauseAsync(await first.SubscribeAsync("s", "a", Failing(), Options(FailurePolicy.Pause)));
        }

        _calls.Clear();
        await using var second = new TestPo { Store = store };
        var subscription = await second.SubscribeAsync("s", "a", Failing(), Options(FailurePolicy.Pause));
        var told = await second.PauseAsync(subscription);

        _calls.Should().BeEmpty();
        told.InnerException.Should().BeOfType<StoredErrorException>().Which.Message.Should().Be("FormatException: Three is not liked.");
        var stored = await store.ReadSubscriptionAsync("s", Token);
        stored!.Status.Should().BeEquivalentTo(
            new { IsPaused = true, FailedNumber = 3L, FailedAttempts = 2, Error = "FormatException: Three is not liked." });

        _fails = _ => false;
        subscription.Resume();
        await second.CatchUpAsync(subscription);

        _calls.Should().Equal(3);
        (await store.ReadSubscriptionAsync("s", Token))!.Status.Should().Be(SubscriptionStatus.Running);
        (await store.ReadAuditAsync("s", long.MaxValue, 10, Token)).Should().ContainSingle(entry => entry.Action == AuditAction.Resume);
    }

    [Fact]
    public async Task Attempts_are_counted_over_restarts()
    {
        var store = new InMemoryStore();
        var options = new SubscriptionOptions { MaxAttempts = 3, RetryDelay = TimeSpan.FromSeconds(10), MaxRetryDelay = TimeSpan.FromSeconds(10) };
        await using (var first = new TestPo { Store = store })
        {
            await first.AppendAsync("a-1", A.Messages(3, 4));
            await first.SubscribeAsync("s", "a", Failing(), options);
            await first.Clock.NextDelayAsync("the first back-off");
        }

        await using var second = new TestPo { Store = store };
        await second.PauseAsync(await second.SubscribeAsync("s", "a", Failing(), options));

        _calls.Should().Equal(3, 3, 3);
        second.LogsOf(PoEventId.HandlerFailed).Should().ContainSingle();
    }

    [Theory]
    [InlineData(StoreCall.Park)]
    [InlineData(StoreCall.AddAudit)]
    [InlineData(StoreCall.SetPosition)]
    [InlineData(StoreCall.Commit)]
    public async Task A_policy_that_cannot_be_stored_is_tried_again_and_the_message_is_not_handled_meanwhile(StoreCall call)
    {
        var store = new FaultyStore();
        var observer = new RecordingObserver();
        await using var po = new TestPo { Store = store, Observer = observer };
        await po.AppendAsync("a-1", A.Messages(3, 4));
        store.Fail(call, new StoreAwayException(), times: 3);

        var subscription = await po.SubscribeAsync("s", "a", Failing(), new() { OnFailure = FailurePolicy.ParkStream, MaxAttempts = 1 });
        await po.CatchUpAsync(subscription);

        _calls.Should().Equal(3);
        (await ParkedAsync(po)).Select(message => message.GlobalNumber).Should().Equal(1, 2);
        observer.Calls.Where(call => call.StartsWith("ParkStream", StringComparison.Ordinal)).Should().ContainSingle("it is told of what was done");
    }

    [Fact]
    public async Task A_status_that_cannot_be_stored_does_not_stop_the_retries()
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store };
        await po.AppendAsync("a-1", A.Messages(3, 4));
        store.Fail(StoreCall.SetStatus, new InvalidOperationException("no right to do so"), times: 100);

        var subscription = await po.SubscribeAsync("s", "a", Failing(), Options(FailurePolicy.Pause));
        var told = await po.PauseAsync(subscription);
        _fails = _ => false;
        subscription.Resume();
        await po.CatchUpAsync(subscription);

        told.InnerException.Should().BeSameAs(_fault);
        _calls.Should().Equal(3, 3, 3, 4);
        po.LogsOf(PoEventId.StatusNotStored).Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_handler_that_waits_for_too_long_has_failed_and_its_token_is_cancelled()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(3, 4));
        var subscription = await po.SubscribeAsync(
            "s",
            "a",
            new Recorder(async (message, token) =>
            {
                _calls.Add(message.Value());
                if (message.Value() == 3)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, token);
                }
            }),
            new() { MaxAttempts = 2, HandlerTimeout = TimeSpan.FromSeconds(5) });

        var told = await po.PauseAsync(subscription);

        told.InnerException.Should().BeOfType<TimeoutException>().Which.Message.Should().Contain("HandlerTimeout of 00:00:05");
        _calls.Should().Equal(3, 3);
    }

    // A store that ends the transaction of a silent handler is transient; a handler that takes too long is not to be retried for ever.
    [Fact]
    public async Task Whatever_fails_once_the_time_is_over_has_failed_because_of_it()
    {
        await using var po = new TestPo { Store = new FaultyStore() };
        await po.AppendAsync("a-1", new Added(3));
        var subscription = await po.SubscribeAsync(
            "s",
            "a",
            new Recorder(async (_, token) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token).ContinueWith(_ => { }, TaskScheduler.Default);
                throw new StoreAwayException("The transaction was ended.");
            }),
            new() { MaxAttempts = 2, HandlerTimeout = TimeSpan.FromSeconds(5) });

        var told = await po.PauseAsync(subscription);

        told.InnerException.Should().BeOfType<TimeoutException>().Which.InnerException.Should().BeOfType<StoreAwayException>();
    }

    [Fact]
    public async Task Who_cannot_lock_the_subscription_leaves_the_replay_to_others_and_rests()
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store };
        await po.AppendAsync("a-1", A.Messages(3, 4));
        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", Failing(), Options(FailurePolicy.ParkStream)));
        var transaction = await store.Inner.BeginAsync(Token);
        await transaction.TryLockPositionAsync("s", Token);
        await transaction.RequestReplayAsync(null, isRequested: true, Token);
        await transaction.CommitAsync();
        _fails = _ => false;
        TimeSpan rest;
        await using (var holder = await store.Inner.BeginAsync(Token))
        {
            await holder.TryLockPositionAsync("s", Token);
            var locks = store.Count(StoreCall.LockPosition);
            await po.Protocol.SendAsync(new Nudge(StreamId.All, 0), Token);
            await Until(() => Task.FromResult(store.Count(StoreCall.LockPosition) > locks)).Within("the worker to try");
            rest = await po.Clock.NextDelayAsync("the worker to rest");

            store.Count(StoreCall.LockPosition).Should().BeLessThan(locks + 5, "it does not spin");
        }

        po.Clock.Advance(rest);
        await UnparkedAsync(po);
        _calls.TakeLast(2).Should().Equal(3, 4);
    }

    [Fact]
    public async Task A_handler_that_ends_too_late_has_failed_although_it_ignores_its_token()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", new Added(1));
        var (attempts, mayEnd) = (0, Signal());
        var subscription = await po.SubscribeAsync(
            "s",
            "a",
            new Recorder(async (_, _) =>
            {
                if (attempts++ == 0)
                {
                    await mayEnd.Task;
                }
            }),
            new() { HandlerTimeout = TimeSpan.FromSeconds(5) });

        (await po.Clock.NextDelayAsync("the time of the handler")).Should().Be(TimeSpan.FromSeconds(5));
        po.Clock.Advance(TimeSpan.FromSeconds(5));
        mayEnd.SetResult();
        await po.CatchUpAsync(subscription);

        attempts.Should().Be(2);
        po.LogsOf(PoEventId.HandlerFailed).Should().ContainSingle(log => log.Exception is TimeoutException);
    }

    [Fact]
    public async Task Many_messages_that_are_quick_each_may_take_longer_together()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 5));
        using var started = new SemaphoreSlim(0);
        var subscription = await po.SubscribeAsync(
            "s",
            "a",
            new Recorder(async (_, _) =>
            {
                var work = Task.Delay(TimeSpan.FromSeconds(4), po.Clock, CancellationToken.None);
                started.Release();
                await work;
            }),
            new() { HandlerTimeout = TimeSpan.FromSeconds(5), TransactionTime = TimeSpan.FromHours(1) });

        for (var i = 0; i < 5; i++)
        {
            await started.WaitAsync(Token).Within("a handler");
            po.Clock.Advance(TimeSpan.FromSeconds(4));
        }

        await po.CatchUpAsync(subscription);
        po.LogsOf(PoEventId.HandlerFailed).Should().BeEmpty();
    }

    private Recorder Failing() => new(message =>
    {
        _calls.Add(message.Value());
        if (_fails(message.Value()))
        {
            throw _fault;
        }
    });

    private static SubscriptionOptions Options(FailurePolicy policy) => new()
    {
        MaxAttempts = 2,
        OnFailure = policy,
    };

    private static ValueTask<IReadOnlyList<ParkedMessage>> ParkedAsync(TestPo po) =>
        po.Store.ReadParkedAsync("s", new ParkedRequest(), Token);

    private static Task UnparkedAsync(TestPo po) =>
        po.Clock.DriveAsync(Until(async () => (await ParkedAsync(po)).Count == 0), "nothing to be parked any more");

    private static async Task Until(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Yield();
        }
    }

    private static NewRecord ARecord(int value) => new()
    {
        Id = Guid.NewGuid(),
        Type = "added",
        Data = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { value }),
        Time = default,
    };
}
