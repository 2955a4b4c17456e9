using Microsoft.Extensions.Logging;

namespace Po.Tests;

public class RetryTests
{
    private static readonly SubscriptionOptions Options = new()
    {
        MaxAttempts = 4,
        RetryDelay = TimeSpan.FromSeconds(10),
        MaxRetryDelay = TimeSpan.FromSeconds(25),
    };

    private readonly List<int> _calls = [];
    private readonly FormatException _fault = new("Three is not liked.");
    private bool _isMended;

    [Fact]
    public async Task A_failing_handler_is_retried_with_growing_delays_then_the_subscription_pauses()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", new Added(3));
        var subscription = await po.SubscribeAsync("s", "a", FailingAtThree(), Options);

        foreach (var seconds in new[] { 10, 20, 25 })
        {
            var delay = await po.Clock.NextDelayAsync("the back-off");
            delay.TotalSeconds.Should().BeInRange(seconds * 0.75, seconds);
            subscription.State.Should().Be(SubscriptionState.Retrying);
            subscription.LastError.Should().BeSameAs(_fault);
            po.Clock.Advance(delay);
        }

        var told = await po.PauseAsync(subscription);
        told.InnerException.Should().BeSameAs(_fault);
        told.SubscriptionId.Should().Be("s");
        told.Position.Should().Be(0);
        _calls.Should().Equal(3, 3, 3, 3);
        subscription.State.Should().Be(SubscriptionState.Paused);
        po.LogsOf(PoEventId.HandlerFailed).Should().HaveCount(3).And.OnlyContain(log => log.Level == LogLevel.Warning && log.Exception == _fault);
        po.LogsOf(PoEventId.SubscriptionPaused).Should().ContainSingle(log => log.Level == LogLevel.Error && log.Exception == _fault);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task What_came_before_a_failing_message_is_committed_once_and_the_message_gets_exactly_its_attempts(int attempts)
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 5));
        var subscription = await po.SubscribeAsync("s", "a", FailingAtThree(), new() { MaxAttempts = attempts });

        var told = await po.PauseAsync(subscription);

        told.InnerException.Should().BeSameAs(_fault);
        _calls.Should().Equal([1, 2, 3, 1, 2, .. Enumerable.Repeat(3, attempts - 1)]);
        subscription.Position.Should().Be(2);
        (await po.Store.ReadPositionAsync("s", Token)).Should().Be(2);
        po.LogsOf(PoEventId.SubscriptionPaused).Should().ContainSingle();
    }

    [Fact]
    public async Task Effects_of_the_messages_before_a_failing_one_are_there_exactly_once()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 5));
        var recorder = new Recorder(async (message, token) =>
        {
            await po.Engine.AppendAsync(A.Stream("effects-1"), message.Data, cancellationToken: token);
            if (message.Value() == 3)
            {
                throw _fault;
            }
        });
        var subscription = await po.SubscribeAsync("s", "a", recorder);

        await po.PauseAsync(subscription);

        (await po.Engine.ValuesAsync("effects-1")).Should().Equal(1, 2);
    }

    [Fact]
    public async Task The_failing_message_waits_for_its_back_off_after_those_before_it_were_committed()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 3));
        var subscription = await po.SubscribeAsync("s", "a", FailingAtThree(), Options);

        (await po.Clock.NextDelayAsync("the first back-off")).TotalSeconds.Should().BeInRange(7.5, 10);

        subscription.Position.Should().Be(2);
        _calls.Should().Equal(1, 2, 3, 1, 2);
    }

    [Fact]
    public async Task Resume_tries_again_with_all_attempts_and_the_error_is_cleared()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 5));
        var subscription = await po.SubscribeAsync("s", "a", FailingAtThree(), new() { MaxAttempts = 2 });
        await po.PauseAsync(subscription);
        _calls.Clear();

        subscription.Resume();
        await po.PauseAsync(subscription);
        _calls.Should().Equal(3, 3);
        _isMended = true;
        subscription.Resume();
        await po.CatchUpAsync(subscription);

        _calls.Should().Equal(3, 3, 3, 4, 5);
        subscription.LastError.Should().BeNull();
        await Until(() => subscription.State is SubscriptionState.CaughtUp, "the state to follow");
        po.LogsOf(PoEventId.SubscriptionResumed).Should().HaveCount(2);
    }

    [Fact]
    public async Task Resume_does_nothing_unless_paused()
    {
        await using var po = new TestPo();
        var subscription = await po.SubscribeAsync("s", "a", new Recorder());
        await po.CatchUpAsync(subscription);

        subscription.Resume();
        await po.AppendAsync("a-1", new Added(1));
        await po.CatchUpAsync(subscription);

        po.LogsOf(PoEventId.SubscriptionResumed).Should().BeEmpty();
    }

    [Fact]
    public async Task After_a_failure_that_passes_whole_pages_are_handled_again()
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store };
        await po.AppendAsync("a-1", A.Messages(1, 100));
        var fails = 1;
        var recorder = new Recorder(message =>
        {
            if (message.Value() == 50 && Interlocked.Decrement(ref fails) == 0)
            {
                throw _fault;
            }
        });

        var subscription = await po.SubscribeAsync("s", "a", recorder);
        await po.CatchUpAsync(subscription);

        store.Count(StoreCall.Commit).Should().Be(4, "that 50 fails, 1 to 49, 50 alone, 51 to 100");
        subscription.LastError.Should().BeNull();
        (await store.ReadPositionAsync("s", Token)).Should().Be(100);
    }

    [Fact]
    public async Task The_attempt_is_told_to_the_handler()
    {
        var attempts = new List<(int Value, int Attempt)>();
        var definition = ADefinition.Of("s", "a", context => new TestScope(new Recorder(message =>
        {
            attempts.Add((message.Value(), context.Attempt));
            if (message.Value() == 2 && context.Attempt < 3)
            {
                throw _fault;
            }
        })));
        await using var po = new TestPo { Subscriptions = [definition] };
        await po.AppendAsync("a-1", A.Messages(1, 3));

        var running = po.Engine.RunSubscriptionAsync("s", CancellationToken.None);
        await po.CatchUpAsync(po.Engine.Subscriptions["s"]);

        attempts.Should().Equal((1, 1), (2, 1), (1, 1), (2, 2), (2, 3), (3, 1));
    }

    [Fact]
    public async Task Others_are_not_delayed()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 5));
        var failing = await po.SubscribeAsync("failing", "a", FailingAtThree(), new() { MaxAttempts = 1 });
        await po.PauseAsync(failing);
        var healthy = new Recorder();
        await po.SubscribeAsync("healthy", "a", healthy);

        await po.AppendAsync("a-1", new Added(6)).AsTask().Within("an append beside a paused subscription");
        await healthy.WhenAsync(6);

        failing.State.Should().Be(SubscriptionState.Paused);
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a-1", "a")]
    [InlineData("a", "a-1")]
    [InlineData("*", "a")]
    public async Task A_hanging_subscription_delays_no_other_and_no_append(string hanging, string other)
    {
        await using var po = new TestPo();
        var mayEnd = Signal();
        await po.SubscribeAsync("hanging", hanging, new Recorder(async (_, token) => await mayEnd.Task.WaitAsync(token)));
        var healthy = new Recorder();
        await po.SubscribeAsync("healthy", other, healthy);

        await po.AppendAsync("a-1", A.Messages(1, 3)).AsTask().Within("the append");
        await healthy.WhenAsync(3);

        mayEnd.SetResult();
    }

    [Theory]
    [InlineData("forgotten", "{}")]
    [InlineData("added", "{")]
    public async Task An_undecodable_record_follows_the_same_policy_and_faults_only_its_subscription(string type, string json)
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 2));
        await po.Store.AppendAsync(
            new AppendRequest
            {
                Stream = A.Stream("a-1"),
                Records = [new NewRecord { Id = Guid.NewGuid(), Type = type, Data = System.Text.Encoding.UTF8.GetBytes(json), Time = default }],
            },
            Token);
        await po.AppendAsync("b-1", new Added(4));
        var (before, other) = (new Recorder(), new Recorder());

        var subscription = await po.SubscribeAsync("s", "a", before);
        var told = await po.PauseAsync(subscription);
        await po.CatchUpAsync(await po.SubscribeAsync("other", "b", other));

        told.InnerException.Should().Match(e => e is UnknownMessageTypeException || e is MessageFormatException);
        told.Position.Should().Be(2);
        before.Values.Should().Equal(1, 2, 1, 2);
        po.LogsOf(PoEventId.HandlerFailed).Should().HaveCount(4);
        other.Values.Should().Equal(4);
    }

    // Transient faults of the store in between must neither use up attempts nor take the place of the handler's failure.
    [Fact]
    public async Task A_store_fault_while_a_message_is_isolated_does_not_hide_the_failure()
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store };
        await po.AppendAsync("a-1", A.Messages(1, 5));
        var recorder = FailingAtThree();
        store.Fail(StoreCall.Commit, new StoreAwayException(), times: 2);

        var subscription = await po.SubscribeAsync("s", "a", recorder, new() { MaxAttempts = 1 });
        var told = await po.PauseAsync(subscription);

        told.InnerException.Should().BeSameAs(_fault);
        subscription.Position.Should().Be(2);
        _calls.Count(value => value == 3).Should().Be(1);
    }

    // The failing message of long ago must not slow down a replay that comes by it.
    [Fact]
    public async Task A_replay_after_a_pause_is_not_held_up_page_by_page()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 2));
        await po.AppendAsync("a-1", A.Messages(4, 40));
        await po.AppendAsync("a-1", new Added(3));
        var options = new SubscriptionOptions { MaxAttempts = 1, PageSize = 5 };
        var subscription = await po.SubscribeAsync("s", "a", FailingAtThree(), options);
        await po.PauseAsync(subscription);
        await po.Store.DeletePositionAsync("s", Token);
        _isMended = true;
        _calls.Clear();

        subscription.Resume();
        await subscription.WaitForAsync(40, Token).AsTask().Within("the replay, with a clock that stands still");

        _calls.Should().HaveCount(40);
    }

    [Fact]
    public async Task A_failure_of_the_same_place_in_another_history_starts_with_its_first_attempt()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 3));
        var subscription = await po.SubscribeAsync("s", "a", FailingAtThree(), Options);
        var delay = await po.Clock.NextDelayAsync("the back-off of the failing message, with 1 and 2 committed");
        await po.Store.DeletePositionAsync("s", Token);
        _calls.Clear();
        po.Clock.Advance(delay);

        await po.PauseAsync(subscription);

        _calls.Should().Equal(1, 2, 3, 1, 2, 3, 3, 3);
    }

    [Fact]
    public async Task A_handler_that_gives_up_by_itself_has_failed()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", new Added(1));

        var subscription = await po.SubscribeAsync(
            "s", "a", new Recorder(_ => throw new OperationCanceledException("own timeout")), new() { MaxAttempts = 2 });
        var told = await po.PauseAsync(subscription);

        told.InnerException.Should().BeOfType<OperationCanceledException>();
    }

    [Fact]
    public async Task The_longest_delays_that_options_allow_do_not_overflow()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", new Added(3));
        var days = TimeSpan.FromDays(24);
        var options = new SubscriptionOptions
        {
            MaxAttempts = 40,
            RetryDelay = days,
            MaxRetryDelay = days,
            MinPollInterval = days,
            MaxPollInterval = days,
            GraceTime = days,
        };

        var subscription = await po.SubscribeAsync("s", "a", FailingAtThree(), options);
        await po.PauseAsync(subscription);

        _calls.Should().HaveCount(40);
    }

    private Recorder FailingAtThree() => new(message =>
    {
        _calls.Add(message.Value());
        if (message.Value() == 3 && !_isMended)
        {
            throw _fault;
        }
    });
}
