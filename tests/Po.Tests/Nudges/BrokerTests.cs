using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Po.Tests;

public sealed class BrokerTests : IAsyncDisposable
{
    private readonly TestClock _clock = new();
    private readonly FakeLogCollector _logs = new();
    private readonly LoggerFactory _loggers;
    private readonly Broker _broker;

    public BrokerTests()
    {
        _loggers = new LoggerFactory([new FakeLoggerProvider(_logs)]);
        _broker = ABroker(new ChannelProtocol());
    }

    [Theory]
    [InlineData("orders-1", "orders-1", true)]
    [InlineData("orders-1", "orders-2", false)]
    [InlineData("orders-1", "orders", false)]
    [InlineData("orders", "orders-1", true)]
    [InlineData("orders", "orders", true)]
    [InlineData("orders", "orders2-1", false)]
    [InlineData("*", "orders-1", true)]
    [InlineData("*", "orders", true)]
    [InlineData("orders-1", "*", true)]
    [InlineData("orders", "*", true)]
    [InlineData("*", "*", true)]
    public async Task Wakes_the_receivers_whose_source_holds_the_stream(string source, string stream, bool wakes)
    {
        await using var receiver = await _broker.RegisterAsync(A.Stream(source), Token);

        await _broker.NotifyAsync(new Nudge(A.Stream(stream), 1), Token);

        (await IsNudgedAsync(receiver)).Should().Be(wakes);
    }

    [Fact]
    public async Task Wakes_a_receiver_that_waits()
    {
        await using var receiver = await _broker.RegisterAsync(A.Stream("orders"), Token);
        var waiting = receiver.WaitAsync(TimeSpan.FromDays(1), Token).AsTask();
        waiting.IsCompleted.Should().BeFalse();

        await _broker.NotifyAsync(new Nudge(A.Stream("orders-1"), 1), Token);

        (await waiting.Within("the nudge")).Should().BeTrue();
    }

    [Fact]
    public async Task Many_nudges_that_nobody_waits_for_are_one()
    {
        await using var receiver = await _broker.RegisterAsync(A.Stream("orders"), Token);
        for (var i = 1; i <= 100; i++)
        {
            await _broker.NotifyAsync(new Nudge(A.Stream("orders-1"), i), Token);
        }

        (await IsNudgedAsync(receiver)).Should().BeTrue();
        (await IsNudgedAsync(receiver)).Should().BeFalse();
    }

    [Fact]
    public async Task A_nudge_after_one_that_was_waited_for_counts_again()
    {
        await using var receiver = await _broker.RegisterAsync(A.Stream("orders"), Token);

        for (var i = 1; i <= 3; i++)
        {
            await _broker.NotifyAsync(new Nudge(A.Stream("orders-1"), i), Token);
            (await IsNudgedAsync(receiver)).Should().BeTrue();
        }
    }

    [Fact]
    public async Task Waiting_ends_when_the_time_is_over()
    {
        await using var receiver = await _broker.RegisterAsync(A.Stream("orders"), Token);
        var waiting = receiver.WaitAsync(TimeSpan.FromSeconds(5), Token).AsTask();

        _clock.Advance(TimeSpan.FromSeconds(4));
        waiting.IsCompleted.Should().BeFalse();
        _clock.Advance(TimeSpan.FromSeconds(1));

        (await waiting.Within("the end of the time")).Should().BeFalse();
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        await using var receiver = await _broker.RegisterAsync(A.Stream("orders"), Token);
        using var giveUp = new CancellationTokenSource();
        var waiting = receiver.WaitAsync(TimeSpan.FromSeconds(5), giveUp.Token).AsTask();

        await giveUp.CancelAsync();

        await waiting.Invoking(task => task.Within("the end")).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_disposed_receiver_is_nudged_no_more()
    {
        var receiver = await _broker.RegisterAsync(A.Stream("orders"), Token);
        await using var other = await _broker.RegisterAsync(A.Stream("orders"), Token);

        await receiver.DisposeAsync();
        await receiver.DisposeAsync();
        await _broker.NotifyAsync(new Nudge(A.Stream("orders-1"), 1), Token);

        (await IsNudgedAsync(receiver)).Should().BeFalse();
        (await IsNudgedAsync(other)).Should().BeTrue();
    }

    [Fact]
    public async Task A_failing_protocol_is_logged_and_never_thrown()
    {
        await using var broker = ABroker(new BrokenProtocol());

        await using var receiver = await broker.RegisterAsync(A.Stream("orders"), Token);
        await broker.NotifyAsync(new Nudge(A.Stream("orders-1"), 1), Token);

        _logs.GetSnapshot().Select(record => (record.Id.Id, record.Level)).Should()
            .Equal((PoEventId.NotListening, LogLevel.Warning), (PoEventId.NudgeNotSent, LogLevel.Warning));
    }

    [Fact]
    public async Task A_broker_that_could_not_listen_tries_again_with_the_next_receiver()
    {
        var protocol = new BrokenProtocol();
        await using var broker = ABroker(protocol);
        await using var early = await broker.RegisterAsync(A.Stream("orders"), Token);
        protocol.IsMended = true;

        await using var late = await broker.RegisterAsync(A.Stream("orders"), Token);
        await broker.NotifyAsync(new Nudge(A.Stream("orders-1"), 1), Token);

        (await IsNudgedAsync(early)).Should().BeTrue();
        (await IsNudgedAsync(late)).Should().BeTrue();
    }

    [Fact]
    public async Task Wake_failure_of_one_stream_does_not_stop_others()
    {
        var protocol = new BrokenProtocol { IsMended = true };
        await using var broker = ABroker(protocol);
        await using var receiver = await broker.RegisterAsync(A.Stream("orders"), Token);
        protocol.IsMended = false;
        await broker.NotifyAsync(new Nudge(A.Stream("orders-1"), 1), Token);
        protocol.IsMended = true;

        await broker.NotifyAsync(new Nudge(A.Stream("orders-2"), 2), Token);

        (await IsNudgedAsync(receiver)).Should().BeTrue();
    }

    [Fact]
    public async Task A_cancelled_sender_is_not_told_of_a_failure()
    {
        await using var broker = ABroker(new BrokenProtocol());

        var notify = () => broker.NotifyAsync(new Nudge(A.Stream("orders-1"), 1), new CancellationToken(true)).AsTask();

        await notify.Should().NotThrowAsync();
    }

    [Fact]
    public async Task A_disposed_broker_listens_no_more()
    {
        var protocol = new ChannelProtocol();
        var broker = ABroker(protocol);
        await using var receiver = await broker.RegisterAsync(A.Stream("orders"), Token);

        await broker.DisposeAsync();
        await protocol.SendAsync(new Nudge(A.Stream("orders-1"), 1), Token);

        (await IsNudgedAsync(receiver)).Should().BeFalse();
    }

    [Fact]
    public async Task Receivers_come_and_go_while_nudges_fly()
    {
        var isOver = false;
        var senders = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (!Volatile.Read(ref isOver))
            {
                await _broker.NotifyAsync(new Nudge(A.Stream("orders-1"), 1), Token);
            }
        })).ToArray();
        var receivers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                await using var receiver = await _broker.RegisterAsync(A.Stream("orders"), Token);
                (await receiver.WaitAsync(TimeSpan.FromDays(1), Token).AsTask().Within("a nudge")).Should().BeTrue();
            }
        })).ToArray();

        await Task.WhenAll(receivers).Within("every receiver to be nudged");
        Volatile.Write(ref isOver, true);
        await Task.WhenAll(senders).Within("the senders");
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _loggers.Dispose();
    }

    private Broker ABroker(IProtocol protocol) => new(protocol, _clock, _loggers);

    // Whether there is a nudge already, without waiting for one.
    private async Task<bool> IsNudgedAsync(INudgeReceiver receiver)
    {
        var waiting = receiver.WaitAsync(TimeSpan.FromMinutes(1), Token).AsTask();
        _clock.Advance(TimeSpan.FromMinutes(1));
        return await waiting.Within("the receiver");
    }
}
