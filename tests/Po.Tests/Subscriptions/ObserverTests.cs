using System.Diagnostics;

namespace Po.Tests;

public class ObserverTests
{
    private readonly RecordingObserver _observer = new();

    [Fact]
    public async Task Is_told_of_appends_that_succeed_and_that_fail()
    {
        await using var po = new TestPo { Observer = _observer };
        await po.AppendAsync("a-1", A.Messages(1, 2));
        var append = () => po.Engine.AppendAsync(A.Stream("a-1"), new Added(3), 7, Token).AsTask();
        await append.Should().ThrowAsync<WriteConflictException>();

        _observer.Calls.Should().Equal(
            "append of 2 to a-1", "append a ended: ok", "append of 1 to a-1", "append a ended: WriteConflictException");
    }

    [Fact]
    public async Task Is_told_of_states_and_messages_in_order()
    {
        await using var po = new TestPo { Observer = _observer };
        await po.Store.AppendAsync(ARequest(1, 2), Token);
        var subscription = await po.SubscribeAsync("s", "a", new Recorder());

        await Until(() => subscription.State is SubscriptionState.CaughtUp, "the subscription to catch up");
        await subscription.DisposeAsync();

        _observer.Calls.Should().Equal(
            "Starting -> CatchingUp",
            "handle 1",
            "handle h ended: ok",
            "handle 2",
            "handle h ended: ok",
            "CatchingUp -> CaughtUp",
            "CaughtUp -> Stopped");
    }

    [Fact]
    public async Task Is_told_of_failures_the_pause_and_the_resumption()
    {
        await using var po = new TestPo { Observer = _observer };
        await po.Store.AppendAsync(ARequest(1), Token);
        var isMended = false;
        var recorder = new Recorder(_ =>
        {
            if (!isMended)
            {
                throw new FormatException();
            }
        });
        var subscription = await po.SubscribeAsync("s", "a", recorder, new() { MaxAttempts = 2 });
        await po.PauseAsync(subscription);
        isMended = true;
        subscription.Resume();
        await Until(() => _observer.Calls.Contains("CatchingUp -> CaughtUp"), "the observer to be told of the end");

        _observer.Calls.Should().Equal(
            "Starting -> CatchingUp",
            "handle 1",
            "handle h ended: FormatException",
            "CatchingUp -> Retrying",
            "handle 1",
            "handle h ended: FormatException",
            "Pause at 1: FormatException",
            "Retrying -> Paused",
            "Paused -> Retrying",
            "handle 1",
            "handle h ended: ok",
            "Retrying -> CatchingUp",
            "CatchingUp -> CaughtUp");
    }

    [Fact]
    public async Task That_throws_fails_no_append_and_no_message()
    {
        _observer.Throws = true;
        await using var po = new TestPo { Observer = _observer };
        var recorder = new Recorder();

        var result = await po.AppendAsync("a-1", new Added(1));
        var subscription = await po.SubscribeAsync("s", "a", recorder);
        await po.CatchUpAsync(subscription);

        result.LastNumber.Should().Be(1);
        recorder.Values.Should().Equal(1);
        subscription.LastError.Should().BeNull();
        _observer.Calls.Should().Contain(["append  ended: ok", "handle  ended: ok"]);
        po.LogsOf(PoEventId.ObserverFailed).Should().HaveCountGreaterThan(4);
    }

    [Fact]
    public async Task That_throws_does_not_keep_a_subscription_from_pausing()
    {
        _observer.Throws = true;
        await using var po = new TestPo { Observer = _observer };
        await po.AppendAsync("a-1", new Added(1));
        var calls = 0;
        var recorder = new Recorder(_ =>
        {
            calls++;
            throw new FormatException();
        });

        await po.PauseAsync(await po.SubscribeAsync("s", "a", recorder, new() { MaxAttempts = 3 }));

        calls.Should().Be(3);
    }

    [Fact]
    public async Task Starts_the_activity_that_the_messages_carry_on_and_leaves_none_behind()
    {
        var observer = new TracingObserver();
        await using var po = new TestPo { Observer = observer };
        using var outer = new Activity("outer").SetIdFormat(ActivityIdFormat.W3C).Start();

        await po.AppendAsync("a-1", new Added(1));

        Activity.Current.Should().BeSameAs(outer);
        var message = (await po.Engine.ReadAsync(A.Stream("a-1"), null, Token).ToListAsync()).Single();
        message.Headers[MessageHeaders.TraceParent].Should().Be(observer.Append!.Id);
        message.CorrelationId.Should().Be(outer.TraceId.ToHexString());
    }

    [Fact]
    public async Task Starts_the_activity_in_which_a_handler_runs()
    {
        var observer = new TracingObserver();
        await using var po = new TestPo { Observer = observer };
        await po.AppendAsync("a-1", A.Messages(1, 2));
        var seen = new List<string?>();

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", new Recorder(_ => seen.Add(Activity.Current?.OperationName))));

        seen.Should().Equal("handle 1", "handle 2");
    }

    private static AppendRequest ARequest(params int[] values) => new()
    {
        Stream = A.Stream("a-1"),
        Records =
        [
            .. values.Select(value => new NewRecord
            {
                Id = Guid.NewGuid(),
                Type = "added",
                Data = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { value }),
                Time = default,
            }),
        ],
    };

    private sealed class TracingObserver : IPoObserver
    {
        public Activity? Append { get; private set; }

        public object? AppendStarting(StreamId stream, int count) =>
            Append = new Activity("append").SetIdFormat(ActivityIdFormat.W3C).Start();

        public void AppendEnded(object? started, StreamId stream, int count, Exception? error) => ((Activity)started!).Stop();

        public object? HandleStarting(ISubscription subscription, Message message) =>
            new Activity($"handle {message.Value()}").SetIdFormat(ActivityIdFormat.W3C).Start();

        public void HandleEnded(object? started, ISubscription subscription, Message message, Exception? error) =>
            ((Activity)started!).Stop();

        public object? BatchStarting(ISubscription subscription, IReadOnlyList<Message> messages) => null;

        public void BatchEnded(object? started, ISubscription subscription, IReadOnlyList<Message> messages, Exception? error)
        {
        }

        public void GaveUp(ISubscription subscription, Record record, FailurePolicy policy, Exception error)
        {
        }

        public void UnknownSkipped(ISubscription subscription, Record record)
        {
        }

        public void StateChanged(ISubscription subscription, SubscriptionState previous)
        {
        }
    }
}
