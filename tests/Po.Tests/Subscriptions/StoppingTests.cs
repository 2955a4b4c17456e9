namespace Po.Tests;

public sealed class StoppingTests : IAsyncDisposable
{
    private readonly TaskCompletionSource _working = Signal();
    private readonly TaskCompletionSource _mayEnd = Signal();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<int> _handled = [];
    private readonly TestPo _po;

    public StoppingTests() => _po = new TestPo
    {
        Subscribers = new() { GraceTime = TimeSpan.FromSeconds(10), TransactionTime = TimeSpan.FromHours(1) },
        Subscriptions =
        [
            ADefinition.Of("s", "a", _ => new TestScope(new Recorder(async (message, token) =>
            {
                await _po!.Engine.AppendAsync(A.Stream("effects-1"), message.Data, cancellationToken: token);
                if (message.Value() == 2)
                {
                    _working.TrySetResult();
                    await _mayEnd.Task.WaitAsync(token);
                }

                _handled.Add(message.Value());
            }))),
        ],
    };

    [Fact]
    public async Task Lets_the_message_in_flight_end_and_commits_it_and_begins_no_other()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 5));
        var running = _po.Engine.RunSubscriptionAsync("s", _stopping.Token);
        await _working.Task.Within("the handler");

        await _stopping.CancelAsync();
        _po.Clock.Advance(TimeSpan.FromSeconds(9));
        running.IsCompleted.Should().BeFalse();
        _mayEnd.SetResult();
        await running.Within("the worker to stop");

        _handled.Should().Equal(1, 2);
        (await _po.Engine.ValuesAsync("effects-1")).Should().Equal(1, 2);
        (await _po.Store.ReadPositionAsync("s", Token)).Should().Be(2);
        _po.Engine.Subscriptions["s"].State.Should().Be(SubscriptionState.Stopped);
    }

    [Fact]
    public async Task Cancels_the_handler_and_rolls_back_when_the_grace_time_is_over()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 5));
        var running = _po.Engine.RunSubscriptionAsync("s", _stopping.Token);
        await _working.Task.Within("the handler");

        await _stopping.CancelAsync();
        _po.Clock.Advance(TimeSpan.FromSeconds(10));
        await running.Within("the worker to stop");

        (await _po.Engine.ValuesAsync("effects-1")).Should().BeEmpty();
        (await _po.Store.ReadPositionAsync("s", Token)).Should().Be(0);
        _po.LogsOf(PoEventId.HandlerCancelled).Should().ContainSingle();
        _po.LogsOf(PoEventId.HandlerFailed).Should().BeEmpty();
    }

    [Fact]
    public async Task What_was_rolled_back_comes_again_in_the_next_process()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 5));
        var running = _po.Engine.RunSubscriptionAsync("s", _stopping.Token);
        await _working.Task.Within("the handler");
        await _stopping.CancelAsync();
        _po.Clock.Advance(TimeSpan.FromSeconds(10));
        await running.Within("the worker to stop");

        await using var next = new TestPo { Store = _po.Store };
        var recorder = new Recorder();
        await next.CatchUpAsync(await next.SubscribeAsync("s", "a", recorder));

        recorder.Values.Should().Equal(1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task A_handler_whose_cancellation_fails_harms_nobody()
    {
        var working = Signal();
        await _po.AppendAsync("b-1", new Added(1));
        var subscription = await _po.SubscribeAsync("b", "b", new Recorder(async (_, token) =>
        {
            using var registration = token.Register(() => throw new FormatException("a callback of the application"));
            working.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        }));
        await working.Task.Within("the handler");

        var stopping = subscription.DisposeAsync().AsTask();

        // An exception in the timer's callback would come out here, and take a process down.
        await _po.Clock.DriveAsync(stopping, "the worker to stop");
    }

    [Fact]
    public async Task A_handler_that_ignores_its_token_is_left_to_itself_and_commits_nothing_afterwards()
    {
        var (working, mayEnd) = (Signal(), Signal());
        await _po.AppendAsync("b-1", new Added(1));
        var subscription = await _po.SubscribeAsync("b", "b", new Recorder(async (_, _) =>
        {
            working.SetResult();
            await mayEnd.Task;
        }));
        await working.Task.Within("the handler");

        await _po.Clock.DriveAsync(subscription.DisposeAsync(), "the subscription to be left to itself");
        _po.LogsOf(PoEventId.HandlerAbandoned).Should().ContainSingle();
        mayEnd.SetResult();
        await Until(() => subscription.State is SubscriptionState.Stopped, "the worker to end");

        (await _po.Store.ReadPositionAsync("b", Token)).Should().Be(0);
    }

    [Fact]
    public async Task Ends_at_once_while_idle()
    {
        var running = _po.Engine.RunSubscriptionAsync("s", _stopping.Token);
        await _po.CatchUpAsync(_po.Engine.Subscriptions["s"]);

        await _stopping.CancelAsync();

        await running.Within("the idle worker to stop, with a clock that stands still");
    }

    [Fact]
    public async Task Ends_at_once_while_paused_and_while_backing_off()
    {
        await _po.AppendAsync("b-1", new Added(1));
        var paused = await _po.SubscribeAsync("paused", "b", new Recorder(_ => throw new FormatException()), new() { MaxAttempts = 1 });
        await _po.PauseAsync(paused);
        var backingOff = await _po.SubscribeAsync("backing off", "b", new Recorder(_ => throw new FormatException()));
        await Until(() => backingOff.State is SubscriptionState.Retrying, "the back-off");

        await paused.DisposeAsync().AsTask().Within("the paused worker to stop");
        await backingOff.DisposeAsync().AsTask().Within("the worker that backs off to stop");
    }

    [Fact]
    public async Task Before_it_has_begun_does_nothing()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 5));
        await _stopping.CancelAsync();

        await _po.Engine.RunSubscriptionAsync("s", _stopping.Token).Within("the worker that was never to run");

        _handled.Should().BeEmpty();
        _po.Engine.Subscriptions["s"].State.Should().Be(SubscriptionState.Stopped);
    }

    [Fact]
    public async Task A_subscription_disposed_of_before_it_was_run_ends_at_once()
    {
        var subscription = _po.Engine.Subscriptions["s"];
        await subscription.DisposeAsync();

        subscription.State.Should().Be(SubscriptionState.Stopped);
        var run = () => _po.Engine.RunSubscriptionAsync("s", _stopping.Token);
        await run.Should().ThrowAsync<PoConfigurationException>().WithMessage("*'s'*");
        await ((SubscriptionRunner)subscription).RunAsync(_stopping.Token).Within("the worker that has nothing to run");
    }

    [Fact]
    public async Task Running_twice_is_refused()
    {
        var running = _po.Engine.RunSubscriptionAsync("s", _stopping.Token);

        var again = () => _po.Engine.RunSubscriptionAsync("s", _stopping.Token);

        await again.Should().ThrowAsync<InvalidOperationException>();
        running.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task Runs_end_without_an_exception_however_the_world_fails()
    {
        var store = new FaultyStore { Before = _ => throw new StoreAwayException() };
        await using var po = new TestPo
        {
            Store = store,
            Observer = new RecordingObserver { Throws = true },
            Subscriptions = [ADefinition.Of("s", "a", _ => throw new FormatException())],
        };
        var running = po.Engine.RunSubscriptionAsync("s", _stopping.Token);
        for (var i = 0; i < 10; i++)
        {
            po.Clock.Advance(await po.Clock.NextDelayAsync("a back-off"));
        }

        await _stopping.CancelAsync();

        await running.Within("the worker");
        running.Status.Should().Be(TaskStatus.RanToCompletion);
    }

    [Fact]
    public async Task Disposing_the_engine_stops_all_subscriptions_at_the_same_time()
    {
        var working = Enumerable.Range(0, 3).Select(_ => Signal()).ToArray();
        await using var po = new TestPo { Subscribers = new() { GraceTime = TimeSpan.FromSeconds(10) } };
        await po.AppendAsync("a-1", new Added(1));
        for (var i = 0; i < 3; i++)
        {
            var signal = working[i];
            await po.SubscribeAsync($"s{i}", "a", new Recorder(async (_, token) =>
            {
                signal.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            }));
        }

        await Task.WhenAll(working.Select(signal => signal.Task)).Within("three handlers");
        var stopping = po.Engine.DisposeAsync().AsTask();
        for (var i = 0; i < 3; i++)
        {
            (await po.Clock.NextDelayAsync("the grace time of each worker")).Should().Be(TimeSpan.FromSeconds(10));
        }

        po.Clock.Advance(TimeSpan.FromSeconds(10));
        await stopping.Within("three workers to stop in one grace time");
    }

    [Fact]
    public async Task A_disposed_engine_begins_no_subscription()
    {
        var po = new TestPo();
        await po.Engine.DisposeAsync();

        var subscribe = () => po.SubscribeAsync("s", "a", new Recorder()).AsTask();

        await subscribe.Should().ThrowAsync<ObjectDisposedException>();
        po.Engine.Subscriptions.Should().BeEmpty();
    }

    [Fact]
    public async Task A_handler_may_dispose_of_its_own_subscription()
    {
        ISubscription? subscription = null;
        var recorder = new Recorder(async (_, _) => await subscription!.DisposeAsync());
        subscription = await _po.SubscribeAsync("once", "b", recorder);
        await _po.AppendAsync("b-1", A.Messages(1, 3));

        await Until(() => subscription.State is SubscriptionState.Stopped, "the subscription to stop");

        recorder.Values.Should().Equal(1);
        (await _po.Store.ReadPositionAsync("once", Token)).Should().Be(1, "the message that ended it is committed");
        _po.Engine.Subscriptions.Should().NotContainKey("once");
    }

    [Fact]
    public void An_unknown_subscription_cannot_be_run()
    {
        var run = () => { _ = _po.Engine.RunSubscriptionAsync("unknown", default); };

        run.Should().Throw<PoConfigurationException>().WithMessage("*'unknown'*");
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _mayEnd.TrySetResult();
        await _po.DisposeAsync();
        _stopping.Dispose();
    }
}
