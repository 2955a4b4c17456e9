namespace Po.Specification;

/// <summary>Positions of subscriptions are stored with the transaction that moves them.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class PositionSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    [Fact]
    public async Task Starts_at_zero()
    {
        (await ReadAsync()).Should().Be(0);

        await using var transaction = await BeginAsync();
        (await transaction.TryLockPositionAsync(Subscription, Token)).Should().Be(0);
    }

    [Fact]
    public async Task Is_stored_by_the_commit_for_every_reader()
    {
        var another = await OpenAnotherAsync();
        var last = await AppendAsync();

        await using (var transaction = await BeginAsync())
        {
            await transaction.TryLockPositionAsync(Subscription, Token);
            await transaction.SetPositionAsync(last, Token);
            (await ReadAsync()).Should().Be(0, "it is not committed");
            (await another.ReadPositionAsync(Subscription, Token)).Should().Be(0, "it is not committed");
            await transaction.CommitAsync();
        }

        (await ReadAsync()).Should().Be(last);
        (await another.ReadPositionAsync(Subscription, Token)).Should().Be(last);
        await using var next = await another.BeginAsync(Token);
        (await next.TryLockPositionAsync(Subscription, Token)).Should().Be(last);
    }

    [Fact]
    public async Task Moves_on_from_one_transaction_to_the_next()
    {
        for (var i = 0; i < 5; i++)
        {
            var last = await AppendAsync();
            await Store.MovePositionAsync(Subscription, last);
            (await ReadAsync()).Should().Be(last);
        }
    }

    [Fact]
    public async Task Stays_when_its_transaction_is_rolled_back()
    {
        var first = await AppendAsync();
        await Store.MovePositionAsync(Subscription, first);

        await using (var transaction = await BeginAsync())
        {
            await transaction.TryLockPositionAsync(Subscription, Token);
            await transaction.SetPositionAsync(await AppendAsync(), Token);
        }

        (await ReadAsync()).Should().Be(first);
    }

    [Fact]
    public async Task Stays_when_it_was_locked_but_not_moved()
    {
        var first = await AppendAsync();
        await Store.MovePositionAsync(Subscription, first);

        await using (var transaction = await BeginAsync())
        {
            (await transaction.TryLockPositionAsync(Subscription, Token)).Should().Be(first);
            await transaction.CommitAsync();
        }

        (await ReadAsync()).Should().Be(first);
    }

    [Fact]
    public async Task Is_what_was_set_last()
    {
        var (first, second) = (await AppendAsync(), await AppendAsync());

        await using (var transaction = await BeginAsync())
        {
            await transaction.TryLockPositionAsync(Subscription, Token);
            await transaction.SetPositionAsync(first, Token);
            await transaction.SetPositionAsync(second, Token);
            await transaction.CommitAsync();
        }

        (await ReadAsync()).Should().Be(second);
    }

    [Fact]
    public async Task Cannot_be_set_without_a_lock()
    {
        await Store.MovePositionAsync(Subscription, await AppendAsync());
        await using var holder = await BeginAsync();
        await holder.TryLockPositionAsync(Subscription, Token);

        await using var transaction = await BeginAsync();
        var set = async () => await transaction.SetPositionAsync(1, Token);

        await set.Should().ThrowAsync<InvalidOperationException>("no position is locked");
        (await transaction.TryLockPositionAsync(Subscription, Token)).Should().BeNull();
        await set.Should().ThrowAsync<InvalidOperationException>("another transaction holds the lock");
    }

    [Fact]
    public async Task Belongs_to_exactly_one_subscription()
    {
        string[] ids = [Subscription, Subscription.ToUpperInvariant(), $"{Subscription} ", $"{Subscription}-größer%", new string('s', 160) + Group];
        var last = 0L;

        foreach (var id in ids)
        {
            (await Store.ReadPositionAsync(id, Token)).Should().Be(0);
            await Store.MovePositionAsync(id, last = await AppendAsync());
        }

        (await Store.ReadPositionAsync(ids[^1], Token)).Should().Be(last);
        (await Task.WhenAll(ids.Select(id => Store.ReadPositionAsync(id, Token).AsTask())))
            .Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Starts_again_at_zero_once_it_is_deleted()
    {
        var another = await OpenAnotherAsync();
        await Store.MovePositionAsync(Subscription, await AppendAsync());
        await Store.MovePositionAsync($"{Subscription}-other", await AppendAsync());

        await another.DeletePositionAsync(Subscription, Token);
        await Store.DeletePositionAsync($"{Subscription}-never-stored", Token);

        (await ReadAsync()).Should().Be(0);
        (await Store.ReadPositionAsync($"{Subscription}-other", Token)).Should().BePositive();
        await using var transaction = await BeginAsync();
        (await transaction.TryLockPositionAsync(Subscription, Token)).Should().Be(0);
    }

    [Theory]
    [InlineData("set before the deletion")]
    [InlineData("set after the deletion")]
    [InlineData("never set")]
    public async Task Is_not_brought_back_by_a_transaction_that_held_it_when_it_was_deleted(string when)
    {
        var first = await AppendAsync();
        await Store.MovePositionAsync(Subscription, first);
        var another = await OpenAnotherAsync();
        await using var transaction = await BeginAsync();
        await transaction.TryLockPositionAsync(Subscription, Token);
        if (when == "set before the deletion")
        {
            await transaction.SetPositionAsync(first + 1, Token);
        }

        // A store whose lock keeps the deletion waiting commits first; every other one refuses the commit.
        var deletion = Task.Run(async () => await another.DeletePositionAsync(Subscription, Token), Token);
        await Task.WhenAny(deletion, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Token));
        var refused = deletion.IsCompletedSuccessfully;
        var commit = async () =>
        {
            await transaction.AppendAsync(Stream, A.Record());
            if (when == "set after the deletion")
            {
                await transaction.SetPositionAsync(first + 1, Token);
            }

            await transaction.CommitAsync();
        };

        if (refused)
        {
            (await commit.Should().ThrowAsync<PositionConflictException>()).Which.Should()
                .BeEquivalentTo(new { SubscriptionId = Subscription, LockedPosition = first });
        }
        else
        {
            await commit();
        }

        await transaction.DisposeAsync();
        await deletion.WithinLimitAsync("the deletion of a position");
        (await ReadAsync()).Should().Be(0);
        (await Store.ReadLastNumberAsync(Stream)).Should().Be(refused ? 1 : 2, "nothing of a transaction is stored that may not commit");
    }

    [Fact]
    public async Task Beyond_the_end_of_the_store_means_lost_history_until_it_is_deleted()
    {
        var last = await AppendAsync();
        const long Beyond = long.MaxValue / 2;
        await Store.MovePositionAsync(Subscription, Beyond);

        await using (var transaction = await BeginAsync())
        {
            var tryLock = async () => await transaction.TryLockPositionAsync(Subscription, Token);

            var error = (await tryLock.Should().ThrowAsync<HistoryLostException>()).Which;
            error.SubscriptionId.Should().Be(Subscription);
            error.Position.Should().Be(Beyond);
            error.LastGlobalNumber.Should().BeGreaterThanOrEqualTo(last).And.BeLessThan(Beyond);
        }

        (await ReadAsync()).Should().Be(Beyond);
        await Store.DeletePositionAsync(Subscription, Token);
        await using var next = await BeginAsync();
        (await next.TryLockPositionAsync(Subscription, Token)).Should().Be(0);
    }

    private ValueTask<long> ReadAsync() => Store.ReadPositionAsync(Subscription, Token);

    private async Task<long> AppendAsync() => (await Store.AppendAsync(Stream, A.Record())).LastGlobalNumber;
}
