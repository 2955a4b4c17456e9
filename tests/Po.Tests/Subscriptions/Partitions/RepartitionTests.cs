namespace Po.Tests;

[Collection(nameof(OnTheirOwn))]
public sealed class RepartitionTests : IAsyncDisposable
{
    private readonly PartitionLedger _ledger = new();

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Theory]
    [InlineData(SubscriptionMode.Transactional)]
    [InlineData(SubscriptionMode.Detached)]
    public async Task Goes_to_any_number_and_back_under_load(SubscriptionMode mode)
    {
        _ledger.Options.Mode = mode;
        _ledger.Options.Partitions = 1;
        var first = await _ledger.StartAsync();
        await _ledger.StartAsync();
        await _ledger.LoadUntilAsync(async () => (await _ledger.CountAsync()) >= 20, "the first messages");

        foreach (var partitions in (int[])[4, 2, 1, 3, 8, 1])
        {
            await RunAsync(_ledger.Admin.RepartitionAsync("s", partitions, "More load.", Token).AsTask(), $"{partitions} partitions");
            var target = (await _ledger.CountAsync()) + 60;
            await _ledger.LoadUntilAsync(async () => (await _ledger.CountAsync()) >= target, "them to go on");
            await _ledger.CatchUpAsync();

            var expected = partitions == 1 ? 0 : partitions;
            await _ledger.LoadUntilAsync(() => Task.FromResult(first.Subscription.Partitions.Count == expected), "the first process to follow");
            (await _ledger.RowsAsync()).Should().HaveCount(partitions == 1 ? 0 : partitions);
        }

        await _ledger.EachOnceInOrderAsync();
    }

    // Whatever call of the store is the last one that the operator's process makes, before it or after it: what is begun again ends well.
    [Theory]
    [InlineData(1, 4, false)]
    [InlineData(1, 4, true)]
    [InlineData(4, 2, false)]
    [InlineData(4, 2, true)]
    [InlineData(2, 1, false)]
    [InlineData(2, 1, true)]
    public async Task Dies_anywhere_and_can_be_finished(int from, int to, bool isAfter)
    {
        _ledger.Options.Partitions = from;
        await _ledger.StartAsync();
        await _ledger.StartAsync();
        await _ledger.LoadUntilAsync(async () => (await _ledger.CountAsync()) >= 10, "the first messages");
        var points = 0;
        for (var isThrough = false; !isThrough; points++)
        {
            await RunAsync(_ledger.Admin.RepartitionAsync("s", from, cancellationToken: Token).AsTask(), $"{from} partitions");
            await LoadAsync(10);

            isThrough = await DieAtAsync(points + 1, to, isAfter);
            await LoadAsync(0);
            await RunAsync(_ledger.Admin.RepartitionAsync("s", to, cancellationToken: Token).AsTask(), $"{to} partitions after point {points}");
            await LoadAsync(10);
        }

        points.Should().BeGreaterThan(10);
        await _ledger.CatchUpAsync();
        await _ledger.EachOnceInOrderAsync();
    }

    [Fact]
    public async Task Another_number_finishes_what_has_died_too()
    {
        _ledger.Options.Partitions = 4;
        await _ledger.StartAsync();
        for (var point = 1; point <= 40; point += 3)
        {
            await LoadAsync(10);
            await DieAtAsync(point, 8, isAfter: true);
            await RunAsync(_ledger.Admin.RepartitionAsync("s", 3, cancellationToken: Token).AsTask(), $"3 partitions after point {point}");
            await LoadAsync(10);
            await RunAsync(_ledger.Admin.RepartitionAsync("s", 4, cancellationToken: Token).AsTask(), "4 partitions");
        }

        await _ledger.CatchUpAsync();
        await _ledger.EachOnceInOrderAsync();
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(4, 1)]
    [InlineData(4, 6)]
    public async Task Parked_messages_go_where_their_stream_goes(int from, int to)
    {
        await using var world = new PartitionWorld();
        var isBroken = true;
        world.Work = (_, message, _) => isBroken && message.Value() is 3 or 5 ? throw new FormatException("Not liked.") : ValueTask.CompletedTask;
        await world.AppendAsync(20, 10);
        var (po, subscription) = await world.StartAsync(
            "one", new() { Partitions = from, OnFailure = FailurePolicy.ParkStream, MaxAttempts = 1, PageSize = 1, HandlerTimeout = TestClock.Long });
        await po.CatchUpAsync(subscription);
        var admin = new PoAdmin(po.Engine);

        await world.Clock.DriveAsync(admin.RepartitionAsync("s", to, cancellationToken: Token), "the change");
        await world.AppendAsync(10, 10, first: 21);
        await po.CatchUpAsync(subscription);
        var parked = await admin.ReadParkedAsync("s", cancellationToken: Token).ToListAsync(Token);

        parked.Select(message => message.GlobalNumber).Should().BeEquivalentTo([3, 5, 13, 15, 23, 25]);
        isBroken = false;
        (await admin.ReplayParkedAsync("s", cancellationToken: Token)).Should().Be(6);
        await world.Clock.DriveAsync(NothingParkedAsync(), "the replay");

        // What was handed over before a failing message, in a transaction that was rolled back, has come again.
        world.Values.Distinct().Should().BeEquivalentTo(Enumerable.Range(1, 30));
        foreach (var stream in world.Handled.GroupBy(handled => handled.Message.Stream))
        {
            stream.Select(handled => handled.Message.Number).Should().BeInAscendingOrder();
        }

        async Task NothingParkedAsync()
        {
            while (await admin.ReadParkedAsync("s", cancellationToken: Token).CountAsync(Token) > 0)
            {
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Parked_messages_are_refused_where_the_application_chooses_the_key()
    {
        await using var world = new PartitionWorld();
        world.Work = (_, message, _) => message.Value() is 3 ? throw new FormatException("Not liked.") : ValueTask.CompletedTask;
        await world.AppendAsync(20, 10);
        var (po, subscription) = await world.StartAsync(
            "one", new() { Partitions = 2, PartitionBy = message => $"{message.Value()}", OnFailure = FailurePolicy.ParkStream, MaxAttempts = 1 });
        await po.CatchUpAsync(subscription);

        foreach (var engine in (PoEngine[])[po.Engine, world.Create().Engine])
        {
            var change = () => new PoAdmin(engine).RepartitionAsync("s", 3, cancellationToken: Token).AsTask();
            (await change.Should().ThrowAsync<AdministrationException>()).WithMessage("*parked*PartitionBy*");
        }

        (await world.RowsAsync()).Should().OnlyContain(row => row.Status.StopAt == null);
    }

    [Fact]
    public async Task A_paused_partition_is_refused_before_anything_stops()
    {
        await using var world = new PartitionWorld();
        world.Work = (_, message, _) => message.Value() is 3 ? throw new FormatException("Not liked.") : ValueTask.CompletedTask;
        await world.AppendAsync(20, 10);
        var (po, subscription) = await world.StartAsync("one", new() { Partitions = 2, MaxAttempts = 1 });
        await po.PauseAsync(subscription);

        var change = () => new PoAdmin(po.Engine).RepartitionAsync("s", 3, cancellationToken: Token).AsTask();

        (await change.Should().ThrowAsync<AdministrationException>()).WithMessage("*is paused*resume*");
        (await world.RowsAsync()).Should().OnlyContain(row => row.Status.StopAt == null);
    }

    [Fact]
    public async Task Waits_at_the_place_until_it_is_finished_and_says_so()
    {
        _ledger.Options.Partitions = 2;
        var process = await _ledger.StartAsync();
        await LoadAsync(20);
        await DieAtAsync(8, 3, isAfter: true);
        await _ledger.LoadUntilAsync(() => Task.FromResult(process.Subscription.State is SubscriptionState.Paused), "it to stop");

        process.Subscription.LastError.Should().BeOfType<StoredErrorException>();
        process.Po.LogsOf(PoEventId.StandsAtStop).Should().NotBeEmpty();
        var back = () => _ledger.Admin.RepartitionAsync("s", 2, cancellationToken: Token).AsTask();
        (await back.Should().ThrowAsync<AdministrationException>()).WithMessage("*on its way*");
        var move = () => _ledger.Admin.MoveAsync("s", 1, cancellationToken: Token).AsTask();
        (await move.Should().ThrowAsync<AdministrationException>()).WithMessage("*being split*");
        var last = await _ledger.Store.ReadHorizonAsync(Token);
        var waiting = process.Subscription.WaitForAsync(last, Token).AsTask();

        await RunAsync(_ledger.Admin.RepartitionAsync("s", 3, cancellationToken: Token).AsTask(), "3 partitions");
        await RunAsync(waiting, "who waited over the change");
        await _ledger.CatchUpAsync();
        await _ledger.EachOnceInOrderAsync();
    }

    [Fact]
    public async Task Leaves_an_audit_and_new_epochs_that_are_higher()
    {
        _ledger.Options.Partitions = 2;
        await _ledger.StartAsync();
        await LoadAsync(20);
        var before = (await _ledger.RowsAsync()).Max(row => row.Epoch);

        await RunAsync(_ledger.Admin.As("me").RepartitionAsync("s", 3, "More load.", Token).AsTask(), "3 partitions");
        await LoadAsync(20);

        (await _ledger.RowsAsync()).Should().OnlyContain(row => row.Epoch > before);
        var audit = await _ledger.Admin.ReadAuditAsync(cancellationToken: Token).ToListAsync(Token);
        audit.Should().Contain(entry => entry.SubscriptionId == "s" && entry.Action == AuditAction.Repartition && entry.Actor == "me"
            && entry.Detail.StartsWith("From 2 to 3 after ") && entry.Detail.EndsWith(" More load."));
        audit.Where(entry => entry.Action is AuditAction.Delete).Select(entry => entry.SubscriptionId).Should().BeEquivalentTo("s[0/2]", "s[1/2]");
    }

    [Fact]
    public async Task Refuses_what_cannot_be_split()
    {
        await using var po = new TestPo();
        var admin = new PoAdmin(po.Engine);

        await FluentActions.Awaiting(() => admin.RepartitionAsync("s", 2).AsTask()).Should().ThrowAsync<SubscriptionNotFoundException>();
        await FluentActions.Awaiting(() => admin.RepartitionAsync("s[0/2]", 2).AsTask()).Should().ThrowAsync<ArgumentException>();
        await FluentActions.Awaiting(() => admin.RepartitionAsync("s", 0).AsTask()).Should().ThrowAsync<ArgumentOutOfRangeException>();
        await FluentActions.Awaiting(() => admin.RepartitionAsync("s", 1_025).AsTask()).Should().ThrowAsync<ArgumentOutOfRangeException>();
    }

    // The operator's process reaches the store up to a call and no farther. True if it did not get to that call.
    private async Task<bool> DieAtAsync(int call, int partitions, bool isAfter)
    {
        var way = _ledger.NewWay();
        var (calls, isDead) = (0, false);
        way.Before = _ =>
        {
            isDead |= !isAfter && ++calls == call;
            return isDead ? throw new StoreAwayException() : ValueTask.CompletedTask;
        };
        way.After = _ =>
        {
            isDead |= isAfter && ++calls == call;
            return isDead ? throw new StoreAwayException() : ValueTask.CompletedTask;
        };
        await using var po = new TestPo { Store = way, Clock = _ledger.Clock };
        var change = new PoAdmin(po.Engine).RepartitionAsync("s", partitions, cancellationToken: Token).AsTask();
        await RunAsync(Task.WhenAny(change), $"the operator to die at call {call}");
        if (isDead)
        {
            await FluentActions.Awaiting(() => change).Should().ThrowAsync<StoreAwayException>();
        }

        return !isDead;
    }

    private Task RunAsync(Task task, string what) => RunAsync(task, what, 3);

    private async Task RunAsync(Task task, string what, int rounds)
    {
        // A little load, then time alone: so the change is made while messages come in.
        await _ledger.LoadUntilAsync(() => Task.FromResult(task.IsCompleted || rounds-- == 0), what);
        var started = TimeProvider.System.GetTimestamp();
        while (!task.IsCompleted)
        {
            Waiting.ThrowIfOver(started, what);
            await _ledger.PassAsync();
        }

        await task;
    }

    private async Task LoadAsync(int more)
    {
        var target = (await _ledger.CountAsync()) + more;
        await _ledger.LoadUntilAsync(async () => more == 0 || (await _ledger.CountAsync()) >= target, "the load");
    }
}
