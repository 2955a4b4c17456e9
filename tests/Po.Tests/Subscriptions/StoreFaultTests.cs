using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Po.Tests;

public sealed class StoreFaultTests : IAsyncDisposable
{
    private readonly FaultyStore _store = new();
    private readonly TestPo _po;

    public StoreFaultTests() => _po = new TestPo { Store = _store };

    [Theory]
    [InlineData(StoreCall.Initialize)]
    [InlineData(StoreCall.ReadSubscription)]
    [InlineData(StoreCall.ReadGlobal)]
    [InlineData(StoreCall.Begin)]
    [InlineData(StoreCall.LockPosition)]
    [InlineData(StoreCall.SetPosition)]
    [InlineData(StoreCall.Commit)]
    public async Task A_fault_at_any_call_is_survived_and_nothing_is_lost(StoreCall call)
    {
        await AppendBesideAsync(3);
        _store.Fail(call, new StoreAwayException(), times: 20);
        var applied = new Recorder(async (message, token) =>
            await _po.Engine.AppendAsync(A.Stream("effects-1"), message.Data, cancellationToken: token));

        var subscription = await _po.SubscribeAsync("s", "a", applied);
        await _po.Clock.DriveAsync(subscription.WaitForAsync(3, Token), "the subscription to get over twenty faults");

        (await _po.Engine.ValuesAsync("effects-1")).Should().Equal(1, 2, 3);
        _po.LogsOf(PoEventId.SubscriptionStoreFailed).Should().HaveCount(20)
            .And.OnlyContain(log => log.Level == LogLevel.Warning && log.Exception is StoreAwayException);
        _po.LogsOf(PoEventId.HandlerFailed).Should().BeEmpty();
        _po.LogsOf(PoEventId.SubscriptionPaused).Should().BeEmpty();
    }

    [Theory]
    [InlineData(StoreCall.SetPosition)]
    [InlineData(StoreCall.Commit)]
    public async Task A_position_that_cannot_be_stored_fails_the_page_whole(StoreCall call)
    {
        await _po.AppendAsync("a-1", A.Messages(1, 3));
        _store.Fail(call, new InvalidOperationException("A bug of the store."), times: 2);
        var recorder = new Recorder();

        var subscription = await _po.SubscribeAsync("s", "a", recorder);
        await _po.CatchUpAsync(subscription);

        recorder.Values.Should().Equal(1, 2, 3, 1, 2, 3, 1, 2, 3);
        _store.Count(StoreCall.Commit).Should().Be(call is StoreCall.Commit ? 3 : 1);
    }

    [Theory]
    [InlineData(StoreCall.Initialize)]
    [InlineData(StoreCall.ReadSubscription)]
    [InlineData(StoreCall.ReadGlobal)]
    [InlineData(StoreCall.Begin)]
    [InlineData(StoreCall.LockPosition)]
    [InlineData(StoreCall.SetPosition)]
    [InlineData(StoreCall.Commit)]
    public async Task A_store_that_refuses_pauses_the_subscription_after_the_last_attempt_until_it_is_resumed(StoreCall call)
    {
        await AppendBesideAsync(3);
        var refusal = new UnauthorizedAccessException("Not yours.");
        _store.Fail(call, refusal, times: 3);
        var applied = new Recorder(async (message, token) =>
            await _po.Engine.AppendAsync(A.Stream("effects-1"), message.Data, cancellationToken: token));
        var subscription = await _po.SubscribeAsync("s", "a", applied, new() { MaxAttempts = 3 });

        var told = await _po.PauseAsync(subscription);

        told.InnerException.Should().BeSameAs(refusal);
        _store.Count(call).Should().Be(3);
        subscription.LastError.Should().BeSameAs(refusal);
        subscription.Position.Should().Be(0);
        _po.LogsOf(PoEventId.SubscriptionPaused).Should().ContainSingle()
            .Which.Should().Match<FakeLogRecord>(log => log.Level == LogLevel.Error && log.Exception == refusal);
        subscription.Resume();
        await _po.Clock.DriveAsync(subscription.WaitForAsync(3, Token), "the subscription to go on");
        (await _po.Engine.ValuesAsync("effects-1")).Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task Only_refusals_in_a_row_count()
    {
        await AppendBesideAsync(2);
        _store.Fail(StoreCall.ReadGlobal, new UnauthorizedAccessException(), times: 4);
        var recorder = new Recorder(message =>
        {
            if (message.Value() == 1)
            {
                _store.Fail(StoreCall.Begin, new UnauthorizedAccessException(), times: 4);
            }
        });

        var subscription = await _po.SubscribeAsync("s", "a", recorder, new() { PageSize = 1 });
        await _po.Clock.DriveAsync(subscription.WaitForAsync(2, Token), "the subscription to get over four refusals twice");

        _po.LogsOf(PoEventId.SubscriptionPaused).Should().BeEmpty();
    }

    [Fact]
    public async Task A_store_that_is_away_uses_no_attempt_up()
    {
        await AppendBesideAsync(1);
        for (var i = 0; i < 4; i++)
        {
            _store.Fail(StoreCall.ReadGlobal, new StoreAwayException(), times: 4);
            _store.Fail(StoreCall.ReadGlobal, new UnauthorizedAccessException());
        }

        await _po.CatchUpAsync(await _po.SubscribeAsync("s", "a", new Recorder()));

        _po.LogsOf(PoEventId.SubscriptionStoreFailed).Should().HaveCount(20);
        _po.LogsOf(PoEventId.SubscriptionPaused).Should().BeEmpty();
    }

    [Fact]
    public async Task A_resumed_subscription_has_all_attempts_again()
    {
        await AppendBesideAsync(1);
        _store.Fail(StoreCall.Begin, new UnauthorizedAccessException(), times: 6);
        var subscription = await _po.SubscribeAsync("s", "a", new Recorder(), new() { MaxAttempts = 3 });
        await _po.PauseAsync(subscription);

        subscription.Resume();
        await _po.PauseAsync(subscription);

        _store.Count(StoreCall.Begin).Should().Be(6);
    }

    [Fact]
    public async Task Faults_back_off_without_end_and_are_shown()
    {
        await AppendBesideAsync(1);
        _store.Fail(StoreCall.ReadGlobal, new StoreAwayException(), times: 60);
        var subscription = await _po.SubscribeAsync(
            "s", "a", new Recorder(), new() { RetryDelay = TimeSpan.FromSeconds(1), MaxRetryDelay = TimeSpan.FromSeconds(6) });

        for (var i = 0; i < 60; i++)
        {
            var delay = await _po.Clock.NextDelayAsync($"back-off {i}");
            var longest = Math.Min(Math.Pow(2, i), 6);
            delay.TotalSeconds.Should().BeInRange(longest * 0.75, longest);
            subscription.State.Should().Be(SubscriptionState.Retrying);
            subscription.LastError.Should().BeOfType<StoreAwayException>();
            _po.Clock.Advance(delay);
        }

        await _po.CatchUpAsync(subscription);
        subscription.LastError.Should().BeNull();
    }

    [Fact]
    public async Task A_fault_after_a_success_backs_off_as_the_first_one_does()
    {
        await AppendBesideAsync(3);
        _store.Fail(StoreCall.ReadGlobal, new StoreAwayException(), times: 4);
        var subscription = await _po.SubscribeAsync("s", "a", new Recorder(message =>
        {
            // Long enough for a transaction of its own.
            _po.Clock.Advance(TimeSpan.FromMilliseconds(100));
            if (message.Value() == 2)
            {
                _store.Fail(StoreCall.Begin, new StoreAwayException());
            }
        }), new() { PageSize = 1, RetryDelay = TimeSpan.FromSeconds(1) });

        foreach (var seconds in new[] { 1, 2, 4, 8, 1 })
        {
            var delay = await _po.Clock.NextDelayAsync("the back-off");
            delay.TotalSeconds.Should().BeInRange(seconds * 0.75, seconds);
            _po.Clock.Advance(delay);
        }

        await _po.CatchUpAsync(subscription);
    }

    [Fact]
    public async Task A_fault_of_the_store_inside_a_handler_is_no_attempt_of_the_message()
    {
        await AppendBesideAsync(1);
        _store.Fail(StoreCall.Append, new StoreAwayException(), times: 10);
        var attempts = 0;
        var recorder = new Recorder(async (message, token) =>
        {
            attempts++;
            await _po.Engine.AppendAsync(A.Stream("effects-1"), message.Data, cancellationToken: token);
        });

        await _po.CatchUpAsync(await _po.SubscribeAsync("s", "a", recorder, new() { MaxAttempts = 1 }));

        attempts.Should().Be(11);
        _po.LogsOf(PoEventId.SubscriptionStoreFailed).Should().HaveCount(10);
    }

    [Fact]
    public async Task A_fault_of_another_kind_inside_a_handler_is_an_attempt()
    {
        await AppendBesideAsync(1);
        var recorder = new Recorder(_ => throw new InvalidOperationException("A wrapped fault.", new StoreAwayException()));

        var told = await _po.PauseAsync(await _po.SubscribeAsync("s", "a", recorder, new() { MaxAttempts = 2 }));

        told.InnerException.Should().BeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task A_fault_while_reading_ahead_costs_nothing_but_a_retry()
    {
        await AppendBesideAsync(20);
        var recorder = new Recorder();
        var reads = 0;
        _store.Before = call => call is StoreCall.ReadGlobal && ++reads == 2 ? throw new StoreAwayException() : ValueTask.CompletedTask;

        await _po.CatchUpAsync(await _po.SubscribeAsync("s", "a", recorder, new() { PageSize = 5 }));

        recorder.Values.Should().Equal(Enumerable.Range(1, 20));
    }

    [Fact]
    public async Task A_broker_that_cannot_register_is_asked_again()
    {
        var broker = new FlakyBroker(new Broker(new ChannelProtocol(), _po.Clock, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance));
        await using var po = new TestPo { Broker = broker };
        await po.AppendAsync("a-1", new Added(1));
        var recorder = new Recorder();

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", recorder));

        recorder.Values.Should().Equal(1);
        po.LogsOf(PoEventId.SubscriptionStoreFailed).Should().HaveCount(20);
    }

    [Fact]
    public async Task A_broker_that_throws_when_a_handler_has_appended_repeats_nothing()
    {
        var inner = new Broker(new ChannelProtocol(), _po.Clock, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        await using var po = new TestPo { Broker = new BrokenBroker(inner) };
        await po.AppendAsync("a-1", new Added(1));
        var recorder = new Recorder(async (message, token) =>
            await po.Engine.AppendAsync(A.Stream("effects-1"), message.Data, cancellationToken: token));

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", recorder));

        (await po.Engine.ValuesAsync("effects-1")).Should().Equal(1);
        po.LogsOf(PoEventId.SubscriptionStoreFailed).Should().BeEmpty();
    }

    public ValueTask DisposeAsync() => _po.DisposeAsync();

    // Past the engine, so that faults which are already set hit the subscription alone.
    private async Task AppendBesideAsync(int count)
    {
        await using var other = new TestPo { Store = _store.Inner };
        await other.AppendAsync("a-1", A.Messages(1, count));
    }

    private sealed class FlakyBroker(IBroker inner) : IBroker
    {
        private int _registrations;

        public ValueTask NotifyAsync(Nudge nudge, CancellationToken cancellationToken) => inner.NotifyAsync(nudge, cancellationToken);

        public ValueTask<INudgeReceiver> RegisterAsync(StreamId source, CancellationToken cancellationToken) =>
            ++_registrations <= 20 ? throw new InvalidOperationException("Not yet.") : inner.RegisterAsync(source, cancellationToken);
    }
}
