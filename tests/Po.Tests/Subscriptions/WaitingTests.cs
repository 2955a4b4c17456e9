namespace Po.Tests;

public sealed class WaitingTests : IAsyncDisposable
{
    private readonly TestPo _po = new() { Protocol = new DeadProtocol() };

    [Fact]
    public async Task Ends_at_once_when_the_position_is_reached()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 3));
        var subscription = await _po.SubscribeAsync("s", "a", new Recorder());
        await _po.CatchUpAsync(subscription);

        subscription.WaitForAsync(3, Token).AsTask().IsCompletedSuccessfully.Should().BeTrue();
        subscription.WaitForAsync(0, Token).AsTask().IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public async Task For_what_was_just_appended_needs_neither_nudge_nor_clock()
    {
        var recorder = new Recorder();
        var subscription = await _po.SubscribeAsync("s", "a", recorder);
        for (var i = 1; i <= 200; i++)
        {
            var appended = await _po.AppendAsync("a-1", new Added(i));

            await subscription.WaitForAsync(appended.LastGlobalNumber, Token).AsTask().Within($"message {i}, with no nudge and no time");

            recorder.Messages.Should().HaveCount(i);
        }
    }

    [Fact]
    public async Task For_everything_that_was_there_does_not_wait_for_what_comes_later()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 3));
        var mayEnd = Signal();
        var subscription = await _po.SubscribeAsync("s", "a", new Recorder(async (message, token) =>
        {
            if (message.Value() == 4)
            {
                await mayEnd.Task.WaitAsync(token);
            }
        }), new() { PageSize = 1 });

        var waiting = subscription.WhenCaughtUpAsync(Token).AsTask();
        await _po.AppendAsync("a-1", new Added(4));

        await waiting.Within("the first three");
        mayEnd.SetResult();
    }

    [Fact]
    public async Task Ends_when_a_quiet_subscription_has_looked()
    {
        var subscription = await _po.SubscribeAsync("s", "a", new Recorder());
        await _po.AppendAsync("b-1", A.Messages(1, 3));

        await subscription.WhenCaughtUpAsync(Token).AsTask().Within("a subscription that nothing is for");

        subscription.Position.Should().Be(3);
    }

    [Fact]
    public async Task Of_many_at_once_ends_for_all()
    {
        var subscription = await _po.SubscribeAsync("s", "a", new Recorder());
        var waiting = Enumerable.Range(1, 50).Select(i => Task.Run(() => subscription.WaitForAsync(i, Token).AsTask())).ToArray();

        await _po.AppendAsync("a-1", A.Messages(1, 50));

        await _po.Clock.DriveAsync(Task.WhenAll(waiting), "fifty that wait");
    }

    [Fact]
    public async Task Can_be_given_up_and_leaves_the_subscription_alone()
    {
        var subscription = await _po.SubscribeAsync("s", "a", new Recorder());
        using var giveUp = new CancellationTokenSource();
        var waiting = subscription.WaitForAsync(1, giveUp.Token).AsTask();

        await giveUp.CancelAsync();

        await waiting.Invoking(task => task.Within("the end")).Should().ThrowAsync<OperationCanceledException>();
        await _po.AppendAsync("a-1", new Added(1));
        await _po.CatchUpAsync(subscription);
    }

    [Fact]
    public async Task Fails_when_the_subscription_pauses_and_when_it_is_paused()
    {
        await _po.AppendAsync("a-1", new Added(1));
        var fault = new FormatException();
        var subscription = await _po.SubscribeAsync("s", "a", new Recorder(_ => throw fault), new() { MaxAttempts = 2 });

        (await _po.PauseAsync(subscription)).InnerException.Should().BeSameAs(fault);
        var wait = () => subscription.WhenCaughtUpAsync(Token).AsTask();

        (await wait.Should().ThrowAsync<SubscriptionFaultedException>()).WithInnerException<FormatException>();
    }

    [Fact]
    public async Task After_resuming_waits_for_the_next_try()
    {
        await _po.AppendAsync("a-1", new Added(1));
        var isMended = false;
        var recorder = new Recorder(_ =>
        {
            if (!isMended)
            {
                throw new FormatException();
            }
        });
        var subscription = await _po.SubscribeAsync("s", "a", recorder, new() { MaxAttempts = 1 });
        for (var i = 0; i < 50; i++)
        {
            await _po.PauseAsync(subscription);
            isMended = i == 49;
            subscription.Resume();
        }

        await subscription.WhenCaughtUpAsync(Token).AsTask().Within("the mended handler");

        recorder.Values.Should().Equal(1);
    }

    [Fact]
    public async Task Fails_when_the_subscription_stops_and_when_it_has_stopped()
    {
        var subscription = await _po.SubscribeAsync("s", "a", new Recorder());
        var waiting = subscription.WaitForAsync(10, Token).AsTask();

        await subscription.DisposeAsync();

        await waiting.Invoking(task => task.Within("the end")).Should().ThrowAsync<InvalidOperationException>().WithMessage("*'s' has stopped*10*");
        var wait = () => subscription.WaitForAsync(10, Token).AsTask();
        await wait.Should().ThrowAsync<InvalidOperationException>();
        subscription.WaitForAsync(0, Token).AsTask().IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public async Task Polls_often_as_long_as_somebody_waits()
    {
        var options = new SubscriptionOptions { MinPollInterval = TimeSpan.FromSeconds(1), MaxPollInterval = TimeSpan.FromDays(1) };
        var subscription = await _po.SubscribeAsync("s", "a", new Recorder(), options);
        for (var i = 0; i < 8; i++)
        {
            _po.Clock.Advance(await _po.Clock.NextDelayAsync("a poll"));
        }

        (await _po.Clock.NextDelayAsync("a long poll")).Should().BeGreaterThan(TimeSpan.FromMinutes(2));
        var waiting = subscription.WaitForAsync(1, Token).AsTask();

        (await _po.Clock.NextDelayAsync("the first poll of the wait")).Should().Be(TimeSpan.FromSeconds(1));
        await _po.AppendAsync("a-1", new Added(1));
        _po.Clock.Advance(TimeSpan.FromSeconds(1));
        await waiting.Within("the poll");
    }

    public ValueTask DisposeAsync() => _po.DisposeAsync();
}
