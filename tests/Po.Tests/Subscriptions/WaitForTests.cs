namespace Po.Tests;

public class WaitForTests
{
    // The clock of these tests runs as fast as it can.
    private static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;

    [Fact]
    public async Task Returns_when_the_subscription_of_this_process_has_handled_the_message()
    {
        await using var po = new TestPo();
        var recorder = new Recorder();
        await po.SubscribeAsync("s", "a", recorder);

        var appended = await po.AppendAsync("a-1", new Added(1));
        await po.Clock.DriveAsync(po.Engine.WaitForAsync("s", appended.LastGlobalNumber, Never, Token), "the message");

        recorder.Values.Should().Equal(1);
    }

    // Nobody reads what is not stored, and it is not stored before the work returns.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Is_refused_for_what_the_very_transaction_has_appended(bool isHere)
    {
        await using var po = new TestPo();
        if (isHere)
        {
            await po.SubscribeAsync("s", "a", new Recorder());
        }

        var work = () => po.Engine.ExecuteTogetherAsync(
            async token =>
            {
                var appended = await po.Engine.AppendAsync(A.Stream("a-1"), A.Messages(1, 3), cancellationToken: token);
                await po.Engine.WaitForAsync("s", appended.GlobalNumbers[0], Never, token);
            },
            Token).AsTask().Within("the refusal");

        await work.Should().ThrowAsync<InvalidOperationException>().WithMessage("*not stored*");
    }

    [Fact]
    public async Task Is_refused_in_a_handler_for_what_that_has_appended_and_not_for_what_came_before()
    {
        await using var po = new TestPo();
        await po.SubscribeAsync("s", "a", new Recorder());
        await po.AppendAsync("a-1", new Added(1));
        var passed = 0;
        var recorder = new Recorder(async (_, token) =>
        {
            await po.Engine.WaitForAsync("s", 1, Never, token);
            passed++;
            var appended = await po.Engine.AppendAsync(A.Stream("a-1"), new Added(2), cancellationToken: token);
            await po.Engine.WaitForAsync("s", appended.LastGlobalNumber, Never, token);
        });

        var failure = await po.PauseAsync(await po.SubscribeAsync("t", "a", recorder, new() { MaxAttempts = 1 }));

        passed.Should().Be(1);
        failure.InnerException.Should().BeOfType<InvalidOperationException>().Which.Message.Should().Contain("not stored");
    }

    [Theory]
    [InlineData("a-1")]
    [InlineData("b-1")]
    public async Task Returns_when_a_subscription_of_another_process_has_come_so_far(string stream)
    {
        var store = new InMemoryStore();
        await using var here = new TestPo { Store = store };
        await using var there = new TestPo { Store = store, Clock = here.Clock };
        await there.SubscribeAsync("s", "a", new Recorder());

        var appended = await here.AppendAsync(stream, new Added(1));
        await here.Clock.DriveAsync(
            here.Engine.WaitForAsync("s", appended.LastGlobalNumber, Never, Token), "the subscription of another process");

        (await store.ReadPositionAsync("s", Token)).Should().Be(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Says_how_far_it_is_when_the_time_is_over(bool isHere)
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", new Added(1));
        if (isHere)
        {
            await po.CatchUpAsync(await po.SubscribeAsync("s", "a", new Recorder()));
        }

        var waiting = po.Engine.WaitForAsync("s", 7, TimeSpan.FromSeconds(30), Token).AsTask();
        await po.Clock.DriveAsync(Task.WhenAny(waiting), "the time-out");

        (await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<TimeoutException>())
            .WithMessage($"Subscription 's' has not reached 7 within 00:00:30; it is at {(isHere ? 1 : 0)}.*");
    }

    [Fact]
    public async Task Is_told_of_a_pause_in_another_process()
    {
        var store = new InMemoryStore();
        await using var here = new TestPo { Store = store };
        await using var there = new TestPo { Store = store };
        await there.AppendAsync("a-1", new Added(1));
        await there.PauseAsync(await there.SubscribeAsync(
            "s", "a", new Recorder(_ => throw new FormatException("Not liked.")), new() { MaxAttempts = 1 }));

        var wait = async () => await here.Engine.WaitForAsync("s", 1, Never, Token);

        (await wait.Should().ThrowAsync<SubscriptionFaultedException>()).Which.InnerException!.Message.Should().Be("FormatException: Not liked.");
    }

    [Fact]
    public async Task Gives_up_with_its_token()
    {
        await using var po = new TestPo();
        using var giving = new CancellationTokenSource();
        var waiting = po.Engine.WaitForAsync("s", 1, Never, giving.Token).AsTask();

        await giving.CancelAsync();

        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_handler_cannot_wait_for_its_own_subscription()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", new Added(1));

        var told = await po.PauseAsync(await po.SubscribeAsync(
            "s",
            "a",
            new Recorder(async (message, token) => await po.Engine.WaitForAsync("s", message.GlobalNumber, Never, token)),
            new() { MaxAttempts = 1 }));

        told.InnerException.Should().BeOfType<InvalidOperationException>();
    }
}
