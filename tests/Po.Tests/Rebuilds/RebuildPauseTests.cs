namespace Po.Tests;

public class RebuildPauseTests
{
    private bool _fails = true;

    [Fact]
    public async Task Pausing_keeps_what_is_committed_and_resuming_goes_on_behind_it()
    {
        await using var it = new ShelfPo();
        await it.Po.AppendAsync("a-1", A.Messages(1, 10));
        await it.StartLiveAsync();
        var (reached, mayGoOn) = (Signal(), Signal());
        it.Handling = async (context, message, token) =>
        {
            // Each message is a transaction.
            it.Clock.Advance(TimeSpan.FromMilliseconds(200));
            if (context.Target is not null && message.GlobalNumber == 4)
            {
                reached.TrySetResult();
                await mayGoOn.Task.WaitAsync(token);
            }
        };
        var rebuild = await it.RebuildAsync("v2", pageSize: 3);
        await reached.Task.Within("the rebuild to get to 4");

        rebuild.Pause();
        rebuild.Pause();
        await it.Clock.DriveAsync(Until(() => rebuild.State is RebuildState.Paused, "the grace time to be over"), "the rebuild to pause");

        rebuild.Should().BeEquivalentTo(new { Position = 3L, Lag = 7L, Handled = 3L, Error = (Exception?)null, Estimate = (TimeSpan?)null });
        (await Shelf.ReadAsync(it.Store, "v2")).Should().Equal(1, 2, 3);
        var waiting = rebuild.WhenCompletedAsync(Token).AsTask();
        await it.Po.AppendAsync("a-1", new Added(11));
        await it.Po.CatchUpAsync(it.Live);
        waiting.IsCompleted.Should().BeFalse("a pause that somebody wants is no fault");

        mayGoOn.SetResult();
        rebuild.Resume();
        await it.CompleteAsync(rebuild);
        await waiting;
        (await it.ReadLiveAsync()).Should().Equal(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        rebuild.Pause();
        rebuild.State.Should().Be(RebuildState.Completed);
    }

    [Fact]
    public async Task Pausing_and_resuming_at_once_is_as_if_nothing_had_been_said()
    {
        await using var it = new ShelfPo();
        await it.Po.AppendAsync("a-1", A.Messages(1, 100));
        var rebuild = await it.RebuildAsync("v2", pageSize: 3);

        for (var i = 0; i < 100; i++)
        {
            rebuild.Pause();
            rebuild.Resume();
        }

        await it.CompleteAsync(rebuild);
        (await it.ReadLiveAsync()).Should().HaveCount(100).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_failing_message_is_tried_as_often_as_the_subscription_does_and_then_pauses_the_rebuild_alone()
    {
        await using var it = new ShelfPo();
        await it.Po.AppendAsync("a-1", A.Messages(1, 6));
        await it.StartLiveAsync();
        var attempts = new List<int>();
        it.Handling = (context, message, _) => Fail(context.Target is not null && message.GlobalNumber == 4, () => attempts.Add(context.Attempt));

        var rebuild = await it.RebuildAsync("v2");
        var fault = await it.FaultAsync(rebuild);

        fault.Should().BeOfType<FormatException>();
        rebuild.Should().BeEquivalentTo(new { State = RebuildState.Paused, Position = 3L, Error = fault });
        attempts.Should().Equal(1, 2, 3);
        await it.Po.AppendAsync("a-1", new Added(7));
        await it.Po.CatchUpAsync(it.Live);
        (await Shelf.ReadAsync(it.Store, "v1")).Should().Equal(1, 2, 3, 4, 5, 6, 7);
        (await it.Store.ReadSubscriptionAsync("orders", Token))!.Status.Should().Be(SubscriptionStatus.Running);
        (await new PoAdmin(it.Po.Engine).FindAsync("orders~v2", Token))!.Status.Should().BeEquivalentTo(
            new { IsPaused = true, FailedNumber = 4L, Error = "FormatException: It is not liked." });
        it.Po.Engine.Subscriptions.Keys.Should().Equal(["orders"], "health and lag are those of live subscriptions");

        _fails = false;
        rebuild.Resume();
        await it.CompleteAsync(rebuild);
        (await it.ReadLiveAsync()).Should().Equal(1, 2, 3, 4, 5, 6, 7);
    }

    [Fact]
    public async Task An_operator_resumes_it_from_wherever_he_is()
    {
        await using var it = new ShelfPo();
        await it.Po.AppendAsync("a-1", A.Messages(1, 3));
        it.Handling = (_, message, _) => Fail(message.GlobalNumber == 2);
        var rebuild = await it.RebuildAsync("v2");
        await it.FaultAsync(rebuild);
        _fails = false;

        await new PoAdmin(it.Po.Engine).ResumeAsync("orders~v2", cancellationToken: Token);
        await it.Clock.DriveAsync(Until(() => rebuild.State is RebuildState.Completed, "the rebuild"), "the rebuild to complete");

        (await it.ReadLiveAsync()).Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task Asking_again_tries_again_what_has_failed_and_leaves_what_an_operator_has_paused()
    {
        await using var it = new ShelfPo();
        await it.Po.AppendAsync("a-1", A.Messages(1, 3));
        it.Handling = (_, message, _) => Fail(message.GlobalNumber == 2);
        var rebuild = await it.RebuildAsync("v2");
        await it.FaultAsync(rebuild);
        await rebuild.DisposeAsync();
        _fails = false;

        await it.CompleteAsync(await it.RebuildAsync("v2"));
        (await it.ReadLiveAsync()).Should().Equal(1, 2, 3);

        _fails = true;
        var third = await it.RebuildAsync("v3");
        await it.FaultAsync(third);
        await third.DisposeAsync();
        _fails = false;
        var admin = new PoAdmin(it.Po.Engine);
        await admin.ResumeAsync("orders~v3", cancellationToken: Token);
        await admin.PauseAsync("orders~v3", "night", Token);
        var fourth = await it.RebuildAsync("v3");
        (await it.FaultAsync(fourth)).Message.Should().Contain("night");
    }

    [Fact]
    public async Task A_switch_that_fails_changes_nothing_and_is_tried_again()
    {
        await using var it = new ShelfPo();
        await it.Po.AppendAsync("a-1", A.Messages(1, 5));
        await it.StartLiveAsync();
        it.Switching = (_, _) => Fail(true);

        var rebuild = await it.RebuildAsync("v2");
        await it.FaultAsync(rebuild);

        it.Switched.Should().Be(3);
        (await Shelf.LiveAsync(it.Store)).Should().Be("v1");
        (await it.Store.ReadPositionAsync("orders~v2", Token)).Should().Be(5);
        (await it.Store.ReadAuditAsync("orders", long.MaxValue, 10, Token)).Should().BeEmpty();
        await it.Po.AppendAsync("a-1", new Added(6));
        await it.Po.CatchUpAsync(it.Live);
        (await it.ReadLiveAsync()).Should().Equal([1, 2, 3, 4, 5, 6], "the live subscription goes on in what it had");

        _fails = false;
        rebuild.Resume();
        await it.CompleteAsync(rebuild);
        (await it.ReadLiveAsync()).Should().Equal(1, 2, 3, 4, 5, 6);
    }

    [Fact]
    public async Task A_target_that_cannot_be_made_is_not_begun()
    {
        await using var it = new ShelfPo();
        await it.Po.AppendAsync("a-1", A.Messages(1, 5));
        var options = it.Into("v2");
        var rebuild = await it.Po.Engine.RebuildAsync(
            "orders",
            new RebuildOptions
            {
                Target = "v2",
                Prepare = async (context, token) =>
                {
                    await options.Prepare!(context, token);
                    await Fail(true);
                },
                Switch = options.Switch,
            },
            Token);
        await it.FaultAsync(rebuild);
        (await it.Store.ReadSubscriptionAsync("orders~v2", Token)).Should().BeNull();

        _fails = false;
        rebuild.Resume();
        await it.CompleteAsync(rebuild);
        (await it.ReadLiveAsync()).Should().Equal(1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task A_rebuild_that_was_deleted_writes_no_more_and_begins_anew_when_it_is_resumed()
    {
        await using var it = new ShelfPo();
        await it.Po.AppendAsync("a-1", A.Messages(1, 5));
        it.Handling = (_, message, _) => Fail(message.GlobalNumber == 4);
        var rebuild = await it.RebuildAsync("v2");
        await it.FaultAsync(rebuild);
        _fails = false;

        await new PoAdmin(it.Po.Engine).DeleteAsync("orders~v2", cancellationToken: Token);
        await it.Clock.DriveAsync(
            Until(() => rebuild is { Error: ShadowLostException, State: RebuildState.Paused }, "the loss to be noticed"), "the loss to be noticed");

        (await Shelf.ReadAsync(it.Store, "v2")).Should().Equal(1, 2, 3);
        (await it.Store.ReadSubscriptionAsync("orders~v2", Token)).Should().BeNull("nothing is stored about what is gone");
        await it.Store.DeleteSnapshotAsync(new StreamId("shelf", "1"), "v2", Token);
        rebuild.Resume();
        await it.CompleteAsync(rebuild);
        (await it.ReadLiveAsync()).Should().Equal(1, 2, 3, 4, 5);
        it.Prepared.Should().Be(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_estimate_is_what_is_left_at_the_rate_of_this_process(bool hasBegunBefore)
    {
        await using var it = new ShelfPo();
        await it.Po.AppendAsync("a-1", A.Messages(1, hasBegunBefore ? 1_000 : 100));
        if (hasBegunBefore)
        {
            await using var transaction = await it.Store.BeginAsync(Token);
            await transaction.TryLockPositionAsync("orders~v2", Token);
            await transaction.SetPositionAsync(900, Token);
            await transaction.CommitAsync();
        }

        var before = hasBegunBefore ? 900 : 0;
        var (reached, mayGoOn) = (Signal(), Signal());
        it.Handling = async (_, message, token) =>
        {
            it.Clock.Advance(TimeSpan.FromSeconds(2));
            if (message.GlobalNumber == before + 21)
            {
                reached.TrySetResult();
                await mayGoOn.Task.WaitAsync(token);
            }
        };

        var rebuild = await it.RebuildAsync("v2", pageSize: 20);
        await reached.Task.Within("the rebuild to get to 21");

        // A transaction ends with the message that comes after its time.
        rebuild.Should().BeEquivalentTo(new { State = RebuildState.CatchingUp, Position = before + 20L, Horizon = before + 100L, Lag = 80L, Handled = 20L });
        rebuild.Started.Should().Be(it.Clock.Start);
        rebuild.Estimate.Should().Be(TimeSpan.FromSeconds(42) * 4);
        mayGoOn.SetResult();
        await it.CompleteAsync(rebuild);
        rebuild.Estimate.Should().Be(TimeSpan.Zero);
    }

    private ValueTask Fail(bool isMeant, Action? before = null)
    {
        if (isMeant)
        {
            before?.Invoke();
        }

        return isMeant && _fails ? ValueTask.FromException(new FormatException("It is not liked.")) : ValueTask.CompletedTask;
    }
}
