using Po.Specification;
using Raw = Po.Specification.A;

namespace Po.Tests;

public sealed class InMemoryStoreTests
{
    private readonly InMemoryStore _store = new();
    private readonly StreamId _stream = new("orders", "1");
    private readonly StreamId _otherStream = new("orders", "2");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Can_do_nothing_beyond_the_specification_and_is_never_away()
    {
        _store.Capabilities.Should().Be(StoreCapabilities.MultipleStreams);
        _store.IsTransient(new TimeoutException()).Should().BeFalse();
    }

    [Fact]
    public async Task Begins_empty_and_counts_global_numbers_without_gaps()
    {
        (await _store.ReadHorizonAsync(Token)).Should().Be(0);
        (await _store.ReadGlobalAsync(StreamId.All)).Should().BeEquivalentTo(
            new { Records = Array.Empty<Record>(), HasMore = false, Position = 0, Horizon = 0 });

        await _store.AppendAsync(_stream, Raw.Records(2));
        (await _store.AppendAsync(_otherStream, Raw.Record())).GlobalNumbers.Should().Equal(3);

        (await _store.ReadHorizonAsync(Token)).Should().Be(3);
    }

    [Fact]
    public async Task Keeps_nobody_waiting_while_it_reads_a_clock_that_wakes_others()
    {
        var clock = new WakingClock();
        var store = new InMemoryStore(clock);
        clock.Wakes = () => store.ReadHorizonAsync(Token).AsTask();

        await using (var transaction = await store.BeginAsync(Token))
        {
            await transaction.LockPositionAsync("bills", Token);
            await transaction.SetLeaseAsync("me", 1, TimeSpan.FromSeconds(1), Token);
            await transaction.CommitAsync();
        }

        await using (var transaction = await store.BeginAsync(Token))
        {
            await transaction.TryLockPositionAsync("bills", Token);
        }

        await store.ReadSubscriptionAsync("bills", Token);
        await store.ReadSubscriptionsAsync(Token);
        clock.WereFree.Should().HaveCountGreaterThanOrEqualTo(6).And.AllBeEquivalentTo(true);
    }

    [Theory]
    [InlineData(ReadDirection.Forward, 1)]
    [InlineData(ReadDirection.Backward, long.MaxValue)]
    public async Task Knows_that_there_is_no_more_when_a_page_is_just_full(ReadDirection direction, long from)
    {
        await _store.AppendAsync(_stream, Raw.Records(3));

        var page = await _store.ReadGlobalAsync(
            StreamId.All, new PageRequest { From = from, Direction = direction, MaxCount = 3 });

        page.Records.Should().HaveCount(3);
        page.HasMore.Should().BeFalse();
    }

    [Fact]
    public async Task Gives_numbers_that_were_rolled_back_to_the_next()
    {
        await using (var transaction = await _store.BeginAsync(Token))
        {
            (await transaction.AppendAsync(_stream, Raw.Records(5))).LastGlobalNumber.Should().Be(5);
        }

        (await _store.AppendAsync(_otherStream, Raw.Record())).LastGlobalNumber.Should().Be(1);
        (await _store.ReadLastNumberAsync(_stream)).Should().Be(0);
    }

    [Fact]
    public async Task Keeps_appends_waiting_from_the_first_append_of_a_transaction_until_it_ends()
    {
        await using var transaction = await _store.BeginAsync(Token);
        await transaction.TryLockPositionAsync("subscription", Token);
        await transaction.SaveSnapshotAsync(Raw.Snapshot(_stream), Token);
        _store.AppendAsync(_otherStream, Raw.Record()).AsTask().IsCompletedSuccessfully.Should().BeTrue("nothing was appended in the transaction");

        await transaction.AppendAsync(_stream, Raw.Record());
        var waiting = _store.AppendAsync(_otherStream, Raw.Record()).AsTask();
        var waitingToo = _store.AppendAsync(_stream, Raw.Record()).AsTask();

        waiting.IsCompleted.Should().BeFalse();
        waitingToo.IsCompleted.Should().BeFalse();
        (await transaction.AppendAsync(_otherStream, Raw.Record())).LastNumber.Should().Be(2, "the writer itself never waits");
        await transaction.CommitAsync();
        (await waiting.WithinLimitAsync("the append to the other stream")).LastNumber.Should().Be(3);
        (await waitingToo.WithinLimitAsync("the append to the same stream")).LastNumber.Should().Be(2);
    }

    [Fact]
    public async Task Is_not_kept_by_a_transaction_whose_only_append_was_refused()
    {
        await using var transaction = await _store.BeginAsync(Token);
        await FluentActions.Awaiting(async () => await transaction.AppendAsync(_stream, 5, Raw.Record()))
            .Should().ThrowAsync<WriteConflictException>();

        _store.AppendAsync(_otherStream, Raw.Record()).AsTask().IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public async Task Lets_one_transaction_after_the_other_append()
    {
        await using var first = await _store.BeginAsync(Token);
        await using var second = await _store.BeginAsync(Token);
        await first.AppendAsync(_stream, Raw.Record());
        var waiting = second.AppendAsync(_stream, Raw.Record()).AsTask();
        waiting.IsCompleted.Should().BeFalse();

        await first.DisposeAsync();

        (await waiting.WithinLimitAsync("the second transaction")).LastNumber.Should().Be(1);
        await second.CommitAsync();
        (await _store.ReadLastNumberAsync(_stream)).Should().Be(1);
    }

    [Fact]
    public async Task Stops_waiting_when_the_token_is_cancelled_or_its_own_transaction_ends()
    {
        using var givesUp = new CancellationTokenSource();
        await using var writer = await _store.BeginAsync(Token);
        await using var other = await _store.BeginAsync(Token);
        await writer.AppendAsync(_stream, Raw.Record());
        var givenUp = _store.AppendAsync(Raw.Append(_stream, Raw.Record()), givesUp.Token).AsTask();
        var ended = other.AppendAsync(_stream, Raw.Record()).AsTask();

        await givesUp.CancelAsync();
        await other.DisposeAsync();
        await FluentActions.Awaiting(() => givenUp.WithinLimitAsync("the append that was given up"))
            .Should().ThrowAsync<OperationCanceledException>();
        await writer.CommitAsync();

        await FluentActions.Awaiting(() => ended.WithinLimitAsync("the append of a transaction that has ended"))
            .Should().ThrowAsync<InvalidOperationException>();
        (await _store.ReadLastNumberAsync(_stream)).Should().Be(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Refuses_the_commit_of_whoever_held_a_position_that_was_deleted(long position)
    {
        await _store.AppendAsync(_stream, Raw.Record());
        if (position > 0)
        {
            await _store.MovePositionAsync("subscription", position);
        }

        await using var transaction = await _store.BeginAsync(Token);
        (await transaction.TryLockPositionAsync("subscription", Token)).Should().Be(position);
        await transaction.AppendAsync(_otherStream, Raw.Record());
        await _store.DeletePositionAsync("subscription", Token);

        var set = async () => await transaction.SetPositionAsync(1, Token);
        var commit = async () => await transaction.CommitAsync();

        (await set.Should().ThrowAsync<PositionConflictException>()).Which.LockedPosition.Should().Be(position);
        (await commit.Should().ThrowAsync<PositionConflictException>()).Which.SubscriptionId.Should().Be("subscription");
        await transaction.DisposeAsync();
        (await _store.ReadPositionAsync("subscription", Token)).Should().Be(0);
        (await _store.ReadLastNumberAsync(_otherStream)).Should().Be(0);
    }

    [Fact]
    public async Task Refuses_every_call_to_a_transaction_that_has_ended()
    {
        var transaction = await _store.BeginAsync(Token);
        await transaction.CommitAsync();

        Func<Task>[] calls =
        [
            async () => await transaction.AppendAsync(_stream, Raw.Record()),
            async () => await transaction.ReadStreamAsync(_stream),
            async () => await transaction.ReadGlobalAsync(_stream),
            async () => await transaction.ReadLastNumberAsync(_stream),
            async () => await transaction.ReadHorizonAsync(Token),
            async () => await transaction.ReadSnapshotAsync(_stream, "totals", Token),
            async () => await transaction.SaveSnapshotAsync(Raw.Snapshot(_stream), Token),
            async () => await transaction.DeleteSnapshotAsync(_stream, "totals", Token),
            async () => await transaction.TryLockPositionAsync("subscription", Token),
            async () => await transaction.SetPositionAsync(1, Token),
            async () => await transaction.CommitAsync(),
        ];

        foreach (var call in calls)
        {
            await call.Should().ThrowAsync<InvalidOperationException>();
        }
    }

    [Fact]
    public async Task Reports_errors_through_the_task()
    {
        await using var transaction = await _store.BeginAsync(Token);

        var set = transaction.SetPositionAsync(1, Token);
        var append = _store.AppendAsync(Raw.Append(StreamId.All, Raw.Record()), Token);

        set.IsFaulted.Should().BeTrue();
        append.IsFaulted.Should().BeTrue();
        await FluentActions.Awaiting(async () => await set).Should().ThrowAsync<InvalidOperationException>();
        await FluentActions.Awaiting(async () => await append).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Finds_a_small_group_among_many_records_without_a_scan()
    {
        const int Many = 20_000;
        for (var i = 0; i < Many / 1_000; i++)
        {
            await _store.AppendAsync(new StreamId("crowd", $"{i}"), Raw.Records(1_000));
        }

        var last = await _store.AppendAsync(new StreamId("few", "1"), Raw.Records(2));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var page = await _store.ReadGlobalAsync(new StreamId("few"), new PageRequest { From = Many / 2 });

        page.Records.Select(record => record.GlobalNumber).Should().Equal(last.GlobalNumbers);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(100_000, "a read copies only what it returns");
    }

    // Lets somebody else use the store, on another thread, whenever the store reads it.
    private sealed class WakingClock : TimeProvider
    {
        public Func<Task> Wakes { get; set; } = () => Task.CompletedTask;

        public List<bool> WereFree { get; } = [];

        public override DateTimeOffset GetUtcNow()
        {
            WereFree.Add(Task.Run(Wakes).Wait(TimeSpan.FromSeconds(5)));
            return DateTimeOffset.UnixEpoch;
        }
    }
}
