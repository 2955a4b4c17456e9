namespace Po.Specification;

/// <summary>A position is locked by one transaction at a time, across all store objects, and nobody waits for it.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class LockSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Is_refused_at_once_while_another_transaction_holds_it(bool stored)
    {
        if (stored)
        {
            await Store.MovePositionAsync(Subscription, (await Store.AppendAsync(Stream, A.Record())).LastGlobalNumber);
        }

        await using var holder = await BeginAsync();
        (await holder.TryLockPositionAsync(Subscription, Token)).Should().NotBeNull();

        foreach (var store in await OpenTwoAsync())
        {
            await using var other = await store.BeginAsync(Token);
            (await other.TryLockPositionAsync(Subscription, Token).AsTask().WithinLimitAsync("a lock that is not free"))
                .Should().BeNull();
        }
    }

    [Theory]
    [InlineData("commit")]
    [InlineData("roll back")]
    [InlineData("fail")]
    public async Task Is_free_again_when_the_transaction_has_ended(string end)
    {
        var another = await OpenAnotherAsync();
        await Store.AppendAsync(Stream, A.Record());
        await using (var holder = await BeginAsync())
        {
            (await holder.TryLockPositionAsync(Subscription, Token)).Should().Be(0);
            if (end == "fail")
            {
                await FluentActions.Awaiting(async () => await holder.AppendAsync(Stream, ExpectedNumber.NoStream, A.Record()))
                    .Should().ThrowAsync<WriteConflictException>();
            }

            if (end == "commit")
            {
                await holder.CommitAsync();
            }
        }

        await using var other = await another.BeginAsync(Token);
        (await other.TryLockPositionAsync(Subscription, Token)).Should().Be(0);
    }

    [Fact]
    public async Task Is_free_as_soon_as_the_commit_has_returned()
    {
        var another = await OpenAnotherAsync();
        await using var holder = await BeginAsync();
        await holder.TryLockPositionAsync(Subscription, Token);

        await holder.CommitAsync();

        await using var other = await another.BeginAsync(Token);
        (await other.TryLockPositionAsync(Subscription, Token)).Should().Be(0, "disposing is not needed for it");
    }

    [Fact]
    public async Task Concerns_one_subscription_only()
    {
        await using var first = await BeginAsync();
        await using var second = await BeginAsync();

        (await first.TryLockPositionAsync(Subscription, Token)).Should().Be(0);
        (await second.TryLockPositionAsync($"{Subscription}-other", Token)).Should().Be(0);
    }

    [Fact]
    public async Task Can_be_tried_again_by_a_transaction_that_did_not_get_it()
    {
        await using var transaction = await BeginAsync();
        await using (var holder = await BeginAsync())
        {
            await holder.TryLockPositionAsync(Subscription, Token);
            (await transaction.TryLockPositionAsync(Subscription, Token)).Should().BeNull();
        }

        (await transaction.TryLockPositionAsync(Subscription, Token)).Should().Be(0);
    }

    [Fact]
    public async Task Is_the_only_one_of_its_transaction()
    {
        await using var transaction = await BeginAsync();
        await transaction.TryLockPositionAsync(Subscription, Token);

        await FluentActions.Awaiting(async () => await transaction.TryLockPositionAsync($"{Subscription}-other", Token))
            .Should().ThrowAsync<InvalidOperationException>();
        await FluentActions.Awaiting(async () => await transaction.TryLockPositionAsync(Subscription, Token))
            .Should().ThrowAsync<InvalidOperationException>();
        await transaction.CommitAsync();
    }

    [Fact]
    public async Task Hinders_neither_appends_nor_reads()
    {
        await using var holder = await BeginAsync();
        await holder.TryLockPositionAsync(Subscription, Token);

        foreach (var store in await OpenTwoAsync())
        {
            var append = store.AppendAsync(Stream, A.Record()).AsTask();
            var result = await append.WithinLimitAsync("an append while a position is locked");
            await store.HorizonReachesAsync(result.LastGlobalNumber);
            (await store.ReadPositionAsync(Subscription, Token)).Should().Be(0);
        }

        await holder.CommitAsync();
    }

    [Fact]
    public async Task Is_won_by_one_when_many_try_at_the_same_time()
    {
        var stores = await OpenTwoAsync();

        for (var round = 0; round < 5; round++)
        {
            var transactions = await Task.WhenAll(
                Enumerable.Range(0, 8).Select(i => stores[i % 2].BeginAsync(Token).AsTask()));
            var positions = await Task.WhenAll(transactions.Select(transaction =>
                Task.Run(async () => await transaction.TryLockPositionAsync(Subscription, Token), Token)))
                .WithinLimitAsync("8 transactions that try to lock a position");

            positions.Should().ContainSingle(position => position != null);
            foreach (var transaction in transactions)
            {
                await transaction.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task Loses_no_step_of_many_workers_that_take_turns()
    {
        const int Steps = 60;
        var last = await Store.AppendAsync(Stream, A.Records(Steps));
        await Store.HorizonReachesAsync(last.LastGlobalNumber);
        var stores = await OpenTwoAsync();
        var handled = new int[Steps];

        await Task.WhenAll(Enumerable.Range(0, 6).Select(worker => Task.Run(() => WorkAsync(stores[worker % 2]), Token)))
            .WithinLimitAsync("6 workers that share a subscription");

        handled.Should().AllBeEquivalentTo(1, "each record is handled by one worker and committed once");
        (await Store.ReadPositionAsync(Subscription, Token)).Should().Be(last.LastGlobalNumber);

        async Task WorkAsync(IStore store)
        {
            var position = 0L;
            while (position < last.LastGlobalNumber)
            {
                await using var transaction = await store.BeginAsync(Token);
                if (await transaction.TryLockPositionAsync(Subscription, Token) is not { } locked)
                {
                    await Task.Yield();
                    continue;
                }

                position = locked;
                var page = await transaction.ReadGlobalAsync(Stream, new PageRequest { From = locked + 1, MaxCount = 1 });
                if (page.Records is [var record])
                {
                    await transaction.SetPositionAsync(position = record.GlobalNumber, Token);
                    await transaction.CommitAsync();
                    Interlocked.Increment(ref handled[record.Number - 1]);
                }
            }
        }
    }
}
