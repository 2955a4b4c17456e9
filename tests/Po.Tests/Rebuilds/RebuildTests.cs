namespace Po.Tests;

public class RebuildTests
{
    [Fact]
    public async Task Content_after_the_switch_is_that_of_a_fresh_run_and_the_live_subscription_goes_on_in_it()
    {
        await using var it = new ShelfPo();
        await it.Po.AppendAsync("a-1", A.Messages(1, 40));
        await it.StartLiveAsync();

        var rebuild = await it.RebuildAsync("v2", pageSize: 7);
        await it.CompleteAsync(rebuild);
        await it.Po.AppendAsync("a-1", A.Messages(41, 42));
        await it.Po.CatchUpAsync(it.Live);

        (await Shelf.LiveAsync(it.Store)).Should().Be("v2");
        (await it.ReadLiveAsync()).Should().Equal(Numbers(42));
        (await Shelf.ReadAsync(it.Store, "v1")).Should().Equal(Numbers(40), "nobody writes there any more");
        rebuild.Should().BeEquivalentTo(new
        {
            SubscriptionId = "orders",
            Target = "v2",
            ShadowId = "orders~v2",
            State = RebuildState.Completed,
            Position = 40L,
            Horizon = 40L,
            Lag = 0L,
            Handled = 40L,
            Estimate = TimeSpan.Zero,
            Error = (Exception?)null,
        });
        (await it.Store.ReadSubscriptionAsync("orders~v2", Token)).Should().BeNull();
        (await AuditAsync(it)).Should().ContainSingle().Which.Detail.Should().Be("Target 'v2': its position is 40, it was 40.");
        (it.Prepared, it.Switched).Should().Be((1, 1));
    }

    [Fact]
    public async Task A_handler_is_told_where_to_write_and_whose_content_it_builds()
    {
        await using var it = new ShelfPo();
        var seen = new List<(string, string?)>();
        await it.Po.AppendAsync("a-1", new Added(1));
        it.Handling = (context, _, _) =>
        {
            seen.Add((context.SubscriptionId, context.Target));
            return ValueTask.CompletedTask;
        };
        await it.StartLiveAsync();

        await it.CompleteAsync(await it.RebuildAsync("v2"));

        seen.Should().Equal(("orders", null), ("orders", "v2"));
    }

    [Fact]
    public async Task What_the_live_subscription_has_handled_beyond_the_shadow_is_handed_over_in_the_switch()
    {
        var store = new FaultyStore();
        await using var it = new ShelfPo { Store = store };
        await it.Po.AppendAsync("a-1", A.Messages(1, 5));
        await it.StartLiveAsync();
        IRebuild? rebuild = null;
        var isAhead = false;
        store.Before = async call =>
        {
            // The shadow has stopped at 5, and the switch has not locked the live position yet.
            if (call is StoreCall.LockPosition && !isAhead && rebuild?.State is RebuildState.Switching)
            {
                isAhead = true;
                await it.Po.AppendAsync("a-1", new Added(6));
                await it.Live.WaitForAsync(6, Token);
            }
        };

        rebuild = await it.RebuildAsync("v2");
        await it.CompleteAsync(rebuild);

        (isAhead, rebuild.Handled, rebuild.Position).Should().Be((true, 6, 6));
        (await it.ReadLiveAsync()).Should().Equal(Numbers(6));
    }

    [Fact]
    public async Task A_live_subscription_that_is_behind_goes_on_after_what_is_built()
    {
        await using var it = new ShelfPo();
        await it.Po.AppendAsync("a-1", A.Messages(1, 5));
        await it.StartLiveAsync();
        await new PoAdmin(it.Po.Engine).PauseAsync("orders", cancellationToken: Token);
        await it.Po.AppendAsync("a-1", A.Messages(6, 9));

        await it.CompleteAsync(await it.RebuildAsync("v2"));

        (await it.Store.ReadSubscriptionAsync("orders", Token)).Should().BeEquivalentTo(new { Position = 9L, Status = new { IsPaused = true } });
        await it.Po.AppendAsync("a-1", new Added(10));
        await new PoAdmin(it.Po.Engine).ResumeAsync("orders", cancellationToken: Token);
        await it.Clock.DriveAsync(Until(() => it.Live.Position == 10, "the live subscription"), "the live subscription");
        (await it.ReadLiveAsync()).Should().Equal(Numbers(10));
    }

    [Fact]
    public async Task What_the_live_subscription_has_parked_or_failed_at_is_part_of_the_content_and_comes_no_more()
    {
        await using var it = new ShelfPo { Options = new() { MaxAttempts = 1, OnFailure = FailurePolicy.ParkStream } };
        it.Handling = (context, message, _) => FailIf(context.Target is null && message.GlobalNumber == 2);
        await it.Po.AppendAsync("a-1", A.Messages(1, 3));
        await it.Po.AppendAsync("b-1", new Added(4));
        await it.StartLiveAsync();
        (await it.ReadLiveAsync()).Should().Equal(1, 4);

        await it.CompleteAsync(await it.RebuildAsync("v2"));
        (await it.Store.ReadParkedAsync("orders", new ParkedRequest(), Token)).Should().BeEmpty();
        await it.Po.AppendAsync("a-1", new Added(5));
        await it.Po.CatchUpAsync(it.Live);

        (await it.ReadLiveAsync()).Should().Equal(Numbers(5));
        (await AuditAsync(it))[0].Detail.Should().Contain("2 parked messages are part of it");
    }

    [Fact]
    public async Task A_target_is_switched_to_once()
    {
        await using var it = new ShelfPo();
        await it.Po.AppendAsync("a-1", A.Messages(1, 3));
        await it.StartLiveAsync();
        await it.CompleteAsync(await it.RebuildAsync("v2"));

        var again = await it.RebuildAsync("v2");
        await it.CompleteAsync(again);

        (it.Prepared, it.Switched, again.Handled).Should().Be((1, 1, 0));
        await it.CompleteAsync(await it.RebuildAsync("v2'"));
        await it.CompleteAsync(await it.RebuildAsync("v2': x"));
        (await Shelf.LiveAsync(it.Store)).Should().Be("v2': x");
        (await it.ReadLiveAsync()).Should().Equal(Numbers(3));
    }

    [Fact]
    public async Task Another_call_goes_on_where_an_earlier_process_was()
    {
        await using var it = new ShelfPo();
        await it.Po.AppendAsync("a-1", A.Messages(1, 30));
        await it.StartLiveAsync();
        await using (var first = new ShelfPo { Store = it.Store, Clock = it.Clock })
        {
            var reached = Signal();
            first.Handling = async (_, message, token) =>
            {
                // Each message is a transaction.
                it.Clock.Advance(TimeSpan.FromMilliseconds(200));
                if (message.GlobalNumber == 12)
                {
                    reached.TrySetResult();
                    await Task.Delay(Timeout.Infinite, token);
                }
            };
            var rebuild = await first.RebuildAsync("v2", pageSize: 5);
            await reached.Task.Within("the rebuild to get to 12");
            await it.Clock.DriveAsync(rebuild.DisposeAsync(), "the grace time to be over");
            rebuild.State.Should().Be(RebuildState.Stopped);
            await rebuild.Awaiting(ended => ended.WhenCompletedAsync(Token).AsTask()).Should().ThrowAsync<InvalidOperationException>();
            await rebuild.DisposeAsync();
        }

        var stored = await it.Store.ReadPositionAsync("orders~v2", Token);
        stored.Should().Be(11);
        var second = await it.RebuildAsync("v2", pageSize: 5);
        await it.CompleteAsync(second);

        second.Handled.Should().Be(30 - stored);
        it.Prepared.Should().Be(0, "the first process has made the target");
        (await it.ReadLiveAsync()).Should().Equal(Numbers(30));
    }

    [Fact]
    public async Task Two_processes_that_call_it_share_one_rebuild()
    {
        await using var it = new ShelfPo();
        await using var other = new ShelfPo { Store = it.Store, Clock = it.Clock };
        await it.Po.AppendAsync("a-1", A.Messages(1, 200));
        await it.StartLiveAsync();

        var rebuilds = await Task.WhenAll(it.RebuildAsync("v2", 3), other.RebuildAsync("v2", 3));
        await it.CompleteAsync(rebuilds[0]);
        await it.CompleteAsync(rebuilds[1]);

        (it.Prepared + other.Prepared).Should().Be(1);
        (await it.ReadLiveAsync()).Should().Equal(Numbers(200));
        (await AuditAsync(it)).Should().ContainSingle();
        await it.Awaiting(po => po.RebuildAsync("v3")).Should().NotThrowAsync();
    }

    [Fact]
    public async Task A_switch_whose_outcome_was_unknown_is_found_to_be_done()
    {
        var store = new FaultyStore();
        await using var it = new ShelfPo { Store = store };
        await it.Po.AppendAsync("a-1", A.Messages(1, 3));
        await it.StartLiveAsync();
        var isSwitching = false;
        it.Switching = (_, _) =>
        {
            isSwitching = true;
            return ValueTask.CompletedTask;
        };
        store.After = call =>
        {
            if (call is StoreCall.Commit && isSwitching)
            {
                isSwitching = false;
                throw new StoreAwayException();
            }

            return ValueTask.CompletedTask;
        };

        var rebuild = await it.RebuildAsync("v2");
        await it.CompleteAsync(rebuild);

        it.Switched.Should().Be(1);
        (await it.ReadLiveAsync()).Should().Equal(Numbers(3));
    }

    [Fact]
    public async Task A_rebuild_can_begin_later_than_at_the_first_message()
    {
        await using var it = new ShelfPo();
        await it.Po.AppendAsync("a-1", A.Messages(1, 9));
        await it.StartLiveAsync();

        await it.CompleteAsync(await it.Po.Engine.RebuildAsync("orders", it.Into("v2", startAfter: 6), Token));

        (await it.ReadLiveAsync()).Should().Equal(7, 8, 9);
    }

    [Fact]
    public async Task A_process_that_does_not_run_the_subscription_can_say_what_it_is()
    {
        await using var it = new ShelfPo();
        await it.Po.AppendAsync("a-1", A.Messages(1, 5));
        await it.Po.AppendAsync("b-1", new Added(6));
        await using var job = new TestPo { Store = it.Store, Clock = it.Clock };

        var rebuild = await job.Engine.RebuildAsync(
            "orders",
            new RebuildOptions
            {
                Target = "v2",
                Source = A.Stream("a"),
                CreateHandler = context => new Recorder(async (message, _) => await Shelf.AddAsync(context, message)),
                Switch = (context, _) => Shelf.SwitchAsync(context),
            },
            Token);
        await it.CompleteAsync(rebuild);

        (await it.ReadLiveAsync()).Should().Equal(Numbers(5));
        (await it.Store.ReadPositionAsync("orders", Token)).Should().BeGreaterThanOrEqualTo(5, "there was none yet");
    }

    [Fact]
    public async Task Ends_with_its_engine()
    {
        await using var it = new ShelfPo();
        await it.Po.AppendAsync("a-1", A.Messages(1, 3));
        it.Handling = (_, _, _) => FailIf(true);
        var rebuild = await it.RebuildAsync("v2");
        await it.FaultAsync(rebuild);

        await it.DisposeAsync();

        rebuild.State.Should().Be(RebuildState.Stopped);
        await it.Awaiting(po => po.RebuildAsync("v3")).Should().ThrowAsync<ObjectDisposedException>();
    }

    private static IEnumerable<long> Numbers(int to) => Enumerable.Range(1, to).Select(number => (long)number);

    private static async Task<AuditEntry[]> AuditAsync(ShelfPo it) =>
        [.. (await it.Store.ReadAuditAsync("orders", long.MaxValue, 100, Token)).Where(entry => entry.Action is AuditAction.Rebuild)];

    private static ValueTask FailIf(bool fails) =>
        fails ? ValueTask.FromException(new FormatException("It is not liked.")) : ValueTask.CompletedTask;
}
