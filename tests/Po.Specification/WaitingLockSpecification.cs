namespace Po.Specification;

/// <summary>Whoever has to change a subscription waits for the worker that is busy with it, and is not starved by workers that only try.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class WaitingLockSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Waits_for_the_holder_and_sees_what_he_has_committed(bool commit)
    {
        var last = (await Store.AppendAsync(Stream, A.Record())).LastGlobalNumber;
        await Store.MovePositionAsync(Subscription, 0);
        foreach (var store in await OpenTwoAsync())
        {
            var before = await Store.ReadPositionAsync(Subscription, Token);
            await using var holder = await BeginAsync();
            (await holder.TryLockPositionAsync(Subscription, Token)).Should().Be(before);
            await using var transaction = await store.BeginAsync(Token);

            var waiting = transaction.LockPositionAsync(Subscription, Token).AsTask();
            await holder.SetPositionAsync(last, Token);
            await holder.ParkAsync([A.Parked(Stream, last)], Token);
            waiting.IsCompleted.Should().BeFalse("another transaction holds the lock");
            await EndAsync(holder, commit);

            (await waiting.WithinLimitAsync("the lock")).Should().Be(commit ? last : before);
            transaction.LockedSubscription.Should().BeEquivalentTo(
                new { Id = Subscription, Position = commit ? last : before, ParkedMessages = commit ? 1L : 0L });
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Waits_for_the_holder_of_one_that_is_new(bool commit)
    {
        var last = (await Store.AppendAsync(Stream, A.Record())).LastGlobalNumber;
        var another = await OpenAnotherAsync();
        await using var holder = await BeginAsync();
        await holder.TryLockPositionAsync(Subscription, Token);
        await using var transaction = await another.BeginAsync(Token);

        var waiting = transaction.LockPositionAsync(Subscription, Token).AsTask();
        await holder.SetPositionAsync(last, Token);
        waiting.IsCompleted.Should().BeFalse("another transaction holds the lock");
        await EndAsync(holder, commit);

        (await waiting.WithinLimitAsync("the lock")).Should().Be(commit ? last : 0);
        transaction.LockedSubscription!.IsNew.Should().Be(!commit);
    }

    [Fact]
    public async Task Is_a_lock_like_any_other()
    {
        var last = (await Store.AppendAsync(Stream, A.Record())).LastGlobalNumber;
        var another = await OpenAnotherAsync();
        await using (var transaction = await BeginAsync())
        {
            (await transaction.LockPositionAsync(Subscription, Token)).Should().Be(0);
            await using var other = await another.BeginAsync(Token);
            (await other.TryLockPositionAsync(Subscription, Token)).Should().BeNull();
            await FluentActions.Awaiting(async () => await transaction.LockPositionAsync($"{Subscription}-1", Token))
                .Should().ThrowAsync<InvalidOperationException>("a transaction locks one position");
            await FluentActions.Awaiting(async () => await transaction.TryLockPositionAsync($"{Subscription}-1", Token))
                .Should().ThrowAsync<InvalidOperationException>("a transaction locks one position");
            await transaction.SetPositionAsync(last, Token);
            await transaction.CommitAsync();
        }

        await using var next = await another.BeginAsync(Token);
        (await next.TryLockPositionAsync(Subscription, Token)).Should().Be(last);
    }

    [Fact]
    public async Task Comes_before_workers_that_try_again_and_again()
    {
        await Store.MovePositionAsync(Subscription, 0);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var workers = (await OpenTwoAsync()).Select(store => Task.Run(() => WorkAsync(store), Token)).ToList();
        try
        {
            for (var round = 0; round < 5; round++)
            {
                await using var transaction = await BeginAsync();
                await transaction.LockPositionAsync(Subscription, Token).AsTask().WithinLimitAsync("the lock that workers are after, too");
                await transaction.SetStatusAsync(SubscriptionStatus.Running with { FailedAttempts = round }, Token);
                await transaction.CommitAsync();
            }
        }
        finally
        {
            await enough.CancelAsync();
            await Task.WhenAll(workers).WithinLimitAsync("the workers to end");
        }

        (await Store.LookAsync(Subscription)).Status.FailedAttempts.Should().Be(4);

        async Task WorkAsync(IStore store)
        {
            while (!enough.IsCancellationRequested)
            {
                await using var transaction = await store.BeginAsync(Token);
                if (await transaction.TryLockPositionAsync(Subscription, Token) is not null)
                {
                    await transaction.ReadGlobalAsync(Stream);
                    await transaction.CommitAsync();
                }

                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Is_given_to_everybody_who_waits_one_after_the_other()
    {
        var stores = await OpenTwoAsync();
        var inside = 0;

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => ParkAsync(stores[i % 2], i + 1), Token)))
            .WithinLimitAsync("6 transactions that wait for each other");

        (await Store.ReadParkedAsync(Subscription, new ParkedRequest(), Token)).Select(message => message.GlobalNumber)
            .Should().Equal(StoreSteps.OneTo(6));

        async Task ParkAsync(IStore store, int number)
        {
            await using var transaction = await store.BeginAsync(Token);
            await transaction.LockPositionAsync(Subscription, Token);
            Interlocked.Increment(ref inside).Should().Be(1);
            await transaction.ParkAsync([A.Parked(Stream, number)], Token);
            Interlocked.Decrement(ref inside);
            await transaction.CommitAsync();
        }
    }

    [Fact]
    public async Task Can_be_given_up()
    {
        var another = await OpenAnotherAsync();
        await using (var holder = await BeginAsync())
        {
            await holder.TryLockPositionAsync(Subscription, Token);
            using var givesUp = CancellationTokenSource.CreateLinkedTokenSource(Token);
            await using var transaction = await another.BeginAsync(Token);
            var waiting = transaction.LockPositionAsync(Subscription, givesUp.Token).AsTask();
            await givesUp.CancelAsync();

            await FluentActions.Awaiting(() => waiting.WithinLimitAsync("somebody who waits to give up"))
                .Should().ThrowAsync<OperationCanceledException>();
        }

        await using var next = await another.BeginAsync(Token);
        (await next.TryLockPositionAsync(Subscription, Token)).Should().Be(0, "nobody waits any more");
    }

    [Fact]
    public async Task Locks_a_position_beyond_the_end_of_the_store_so_that_it_can_be_mended()
    {
        var last = (await Store.AppendAsync(Stream, A.Record())).LastGlobalNumber;
        const long Beyond = long.MaxValue / 2;
        await Store.MovePositionAsync(Subscription, Beyond);
        await using (var transaction = await BeginAsync())
        {
            (await transaction.LockPositionAsync(Subscription, Token)).Should().Be(Beyond);
            await transaction.SetPositionAsync(last, Token);
            await transaction.CommitAsync();
        }

        await using var next = await BeginAsync();
        (await next.TryLockPositionAsync(Subscription, Token)).Should().Be(last);
    }

    private static async Task EndAsync(IStoreTransaction transaction, bool commit)
    {
        if (commit)
        {
            await transaction.CommitAsync();
        }

        await transaction.DisposeAsync();
    }
}
