namespace Po.Tests;

public class StateTests
{
    private readonly InMemoryStore _store = new();

    [Fact]
    public async Task Is_saved_in_the_transaction_that_moves_the_position()
    {
        await using var po = Create();
        await po.AppendAsync("a-1", A.Messages(1, 3));

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", new Totals()));

        var snapshot = await _store.ReadSnapshotAsync(A.Stream("a"), "s/totals", Token);
        snapshot!.GlobalNumber.Should().Be(3);
        System.Text.Encoding.UTF8.GetString(snapshot.State.Data.Span).Should().Be("""{"count":3,"sum":6}""");
    }

    [Fact]
    public async Task Is_loaded_when_the_subscription_starts()
    {
        await RunAsync(new Totals(), 1, 3);

        var totals = await RunAsync(new Totals(), 4, 4);

        totals.Folded.Should().Equal(4);
        totals.State.Should().BeEquivalentTo(new { Count = 4, Sum = 10 });
    }

    [Fact]
    public async Task Is_loaded_when_another_process_has_moved_on()
    {
        await using var here = Create();
        var totals = new Totals();
        var subscription = await here.SubscribeAsync("s", "a", totals);
        await here.AppendAsync("a-1", new Added(1));
        await here.CatchUpAsync(subscription);
        await MoveElsewhereAsync(2, sum: 100);

        await here.AppendAsync("a-1", new Added(5));
        await here.CatchUpAsync(subscription);

        totals.State.Should().BeEquivalentTo(new { Count = 3, Sum = 105 });
    }

    [Fact]
    public async Task Is_not_read_again_as_long_as_the_handler_holds_it()
    {
        var store = new FaultyStore(_store);
        await using var po = new TestPo { Store = store, StateSerializer = Serializer };
        var subscription = await po.SubscribeAsync("s", "a", new Totals());
        for (var i = 1; i <= 5; i++)
        {
            await po.AppendAsync("a-1", new Added(i));
            await po.AppendAsync("b-1", new Added(0));
            await po.CatchUpAsync(subscription);
        }

        store.Count(StoreCall.ReadSnapshot).Should().Be(1);
    }

    [Fact]
    public async Task Is_that_of_before_when_a_transaction_was_rolled_back()
    {
        await using var po = Create();
        await po.AppendAsync("a-1", A.Messages(1, 4));
        var fails = 2;
        var totals = new FailingTotals(message => message.Value() == 3 && fails-- > 0);

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", totals));

        totals.State.Should().BeEquivalentTo(new { Count = 4, Sum = 10 });
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("unreadable")]
    [InlineData("of another shape")]
    public async Task Is_built_again_without_effects_when_there_is_no_snapshot(string what)
    {
        await using var po = Create();
        await po.AppendAsync("a-1", A.Messages(1, 3));
        await using (var first = await po.SubscribeAsync("s", "a", Appending(po)))
        {
            await po.CatchUpAsync(first);
        }

        await BreakAsync(what);
        var totals = Appending(po);
        await po.AppendAsync("a-1", new Added(4));
        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", totals));

        totals.State.Should().BeEquivalentTo(new { Count = 4, Sum = 10 });
        (await po.Engine.ValuesAsync("effects-1")).Should().Equal(1, 2, 3, 4);
        po.LogsOf(PoEventId.StateRebuilt).Should().ContainSingle();
    }

    [Fact]
    public async Task After_a_reset_it_starts_anew_and_is_saved_again()
    {
        await using var po = Create();
        await po.AppendAsync("a-1", A.Messages(1, 3));
        var totals = new Totals();
        var subscription = await po.SubscribeAsync("s", "a", totals, new() { PageSize = 1 });
        await po.CatchUpAsync(subscription);

        await new PoAdmin(po.Engine).ResetAsync("s", cancellationToken: Token);
        await po.Clock.DriveAsync(Until(() => totals.Folded.Count == 6), "the replay");
        await po.CatchUpAsync(subscription);

        totals.State.Should().BeEquivalentTo(new { Count = 3, Sum = 6 });
        (await _store.ReadSnapshotAsync(A.Stream("a"), "s/totals", Token))!.GlobalNumber.Should().Be(3);
    }

    [Fact]
    public async Task Parked_messages_are_no_part_of_it_until_they_are_replayed()
    {
        await using var po = Create();
        await po.AppendAsync("a-1", A.Messages(1, 3));
        await po.AppendAsync("a-2", new Added(10));
        var fails = true;
        var options = new SubscriptionOptions { MaxAttempts = 1, OnFailure = FailurePolicy.ParkStream };
        await using (var first = await po.SubscribeAsync("s", "a", new FailingTotals(message => message.Value() == 2), options))
        {
            await po.CatchUpAsync(first);
        }

        await BreakAsync("deleted");
        var totals = new FailingTotals(message => message.Value() == 2 && fails);
        var subscription = await po.SubscribeAsync("s", "a", totals, options);
        await po.AppendAsync("a-2", new Added(20));
        await po.CatchUpAsync(subscription);
        totals.State.Should().BeEquivalentTo(new { Count = 3, Sum = 31 });

        fails = false;
        await new PoAdmin(po.Engine).ReplayParkedAsync("s", cancellationToken: Token);
        await po.Clock.DriveAsync(Until(() => totals.State.Count == 5), "the replay");

        totals.State.Sum.Should().Be(36);
        await Until(async () => (await _store.ReadParkedAsync("s", new ParkedRequest(), Token)).Count == 0).Within("the commit");
        System.Text.Encoding.UTF8.GetString((await _store.ReadSnapshotAsync(A.Stream("a"), "s/totals", Token))!.State.Data.Span)
            .Should().Be("""{"count":5,"sum":36}""");
    }

    [Fact]
    public async Task A_state_that_cannot_be_built_again_pauses_the_subscription_and_gives_no_message_up()
    {
        await RunAsync(new Totals(), 1, 3);
        await BreakAsync("deleted");
        await using var po = Create();
        await po.AppendAsync("a-1", new Added(4));

        var subscription = await po.SubscribeAsync(
            "s", "a", new FailingTotals(message => message.Value() == 2), new() { MaxAttempts = 2, OnFailure = FailurePolicy.Skip });
        var told = await po.PauseAsync(subscription);

        told.InnerException.Should().BeOfType<StateLostException>().Which.Position.Should().Be(3);
        (await _store.ReadPositionAsync("s", Token)).Should().Be(3);
    }

    // Building can take long: a transaction that is held meanwhile would be ended by its server, and the worker would begin again, for ever.
    [Fact]
    public async Task Is_built_again_with_nothing_locked()
    {
        await RunAsync(new Totals(), 1, 3);
        await BreakAsync("deleted");
        var store = new FaultyStore(_store);
        await using var po = new TestPo { Store = store, StateSerializer = Serializer };
        await po.AppendAsync("a-1", new Added(4));
        var seen = new List<(int Open, bool IsFree)>();
        var totals = new FailingTotals(message =>
        {
            if (message.Value() < 4)
            {
                seen.Add((store.OpenTransactions, IsFree(_store)));
            }

            return false;
        });

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", totals));

        totals.State.Should().BeEquivalentTo(new { Count = 4, Sum = 10 });
        seen.Should().Equal(Enumerable.Repeat((1, true), 3), "only the transaction that is rolled back is open");
    }

    [Fact]
    public async Task Is_kept_in_detached_mode_too()
    {
        var options = new SubscriptionOptions { Mode = SubscriptionMode.Detached };
        await RunAsync(new Totals(), 1, 3, options);

        var totals = await RunAsync(new Totals(), 4, 4, options);

        totals.Folded.Should().Equal(4);
        totals.State.Sum.Should().Be(10);
    }

    private static JsonStateSerializer Serializer { get; } = new(new System.Text.Json.JsonSerializerOptions(System.Text.Json.JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
    });

    private TestPo Create() => new()
    {
        // A lease that the clock of the test must not run out.
        Clock = new TestClock { Limits = { TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20) } },
        Store = _store,
        StateSerializer = Serializer,
    };

    private async Task<Totals> RunAsync(Totals totals, int from, int to, SubscriptionOptions? options = null)
    {
        await using var po = Create();
        await po.AppendAsync("a-1", A.Messages(from, to));
        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", totals, options));
        return totals;
    }

    private async Task MoveElsewhereAsync(int count, int sum)
    {
        await using var there = Create();
        await there.AppendAsync("a-1", new Added(sum - 1));
        await using var transaction = await _store.BeginAsync(Token);
        await transaction.TryLockPositionAsync("s", Token);
        await transaction.SetPositionAsync(2, Token);
        await transaction.SaveSnapshotAsync(
            new Snapshot
            {
                Stream = A.Stream("a"),
                Name = "s/totals",
                Number = 0,
                GlobalNumber = 2,
                State = Serializer.Serialize(new Totals.Counts { Count = count, Sum = sum }),
            },
            Token);
        await transaction.CommitAsync();
    }

    private async Task BreakAsync(string what)
    {
        var stream = A.Stream("a");
        var snapshot = (await _store.ReadSnapshotAsync(stream, "s/totals", Token))!;
        if (what == "deleted")
        {
            await _store.DeleteSnapshotAsync(stream, "s/totals", Token);
            return;
        }

        var state = what == "unreadable" ? snapshot.State with { Data = "{"u8.ToArray() } : snapshot.State with { Shape = "another" };
        await _store.SaveSnapshotAsync(snapshot with { State = state }, Token);
    }

    // In memory nothing waits, so that everything is done when the calls return.
    private static bool IsFree(InMemoryStore store)
    {
        var transaction = store.BeginAsync(Token).AsTask().GetAwaiter().GetResult();
        var locked = transaction.TryLockPositionAsync("s", Token).AsTask().GetAwaiter().GetResult();
        transaction.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return locked is not null;
    }

    private static AppendingTotals Appending(TestPo po) => new(po);

    private static Task Until(Func<bool> condition) => Until(() => Task.FromResult(condition()));

    private static async Task Until(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Yield();
        }
    }

    private sealed class FailingTotals(Func<Message, bool> fails) : INamedSnapshot<Totals.Counts>, IHandler<Added>
    {
        public string SnapshotName => "totals";

        public Totals.Counts State { get; set; } = new();

        public ValueTask HandleAsync(Message<Added> message, CancellationToken cancellationToken)
        {
            State.Count++;
            State.Sum += message.Data.Value;
            return fails(message) ? throw new FormatException("Not liked.") : ValueTask.CompletedTask;
        }
    }

    private sealed class AppendingTotals(TestPo po) : INamedSnapshot<Totals.Counts>, IHandler<Added>
    {
        public string SnapshotName => "totals";

        public Totals.Counts State { get; set; } = new();

        public async ValueTask HandleAsync(Message<Added> message, CancellationToken cancellationToken)
        {
            State.Count++;
            State.Sum += message.Data.Value;
            await po.Engine.AppendAsync(A.Stream("effects-1"), message.Data, cancellationToken: cancellationToken);
        }
    }
}
