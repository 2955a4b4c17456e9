namespace Po.Specification;

/// <summary>A subscription belongs to an owner for a while, by the clock of the store, and its epoch says how often it has changed hands.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class LeaseSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Is_stored_by_the_commit_for_everybody_at_once()
    {
        var another = await OpenAnotherAsync();
        await using (var transaction = await BeginAsync())
        {
            await transaction.TryLockPositionAsync(Subscription, Token);
            await transaction.SetLeaseAsync("größer:1", 7, Hour, Token);
            (await another.ReadSubscriptionAsync(Subscription, Token)).Should().BeNull("it is not committed");
            transaction.LockedSubscription!.Owner.Should().BeNull("that is what was stored when it was locked");
            await transaction.CommitAsync();
        }

        foreach (var store in await OpenTwoAsync())
        {
            var listed = (await store.ReadSubscriptionsAsync(Token)).Single(subscription => subscription.Id == Subscription);
            foreach (var stored in new[] { await store.ReadSubscriptionAsync(Subscription, Token), await store.LookAsync(Subscription), listed })
            {
                stored!.Owner.Should().Be("größer:1");
                stored.Epoch.Should().Be(7);
                stored.LeaseLeft.Should().BePositive().And.BeLessThanOrEqualTo(Hour);
                stored.IsNew.Should().BeFalse();
            }
        }
    }

    [Fact]
    public async Task Is_not_stored_by_a_transaction_that_is_rolled_back()
    {
        await Store.HoldAsync(Subscription, async transaction => await transaction.SetLeaseAsync("a", 1, Hour, Token), commit: false);

        (await Store.LookAsync(Subscription)).Should().BeEquivalentTo(new { Owner = (string?)null, Epoch = 0L, LeaseLeft = TimeSpan.Zero });
    }

    [Fact]
    public async Task Is_over_after_its_time()
    {
        await Store.HoldAsync(Subscription, async transaction => await transaction.SetLeaseAsync("a", 1, -Hour, Token));

        (await Store.LookAsync(Subscription)).LeaseLeft.Should().BeNegative();
    }

    [Fact]
    public async Task Is_given_up_with_the_epoch_kept()
    {
        await Store.HoldAsync(Subscription, async transaction => await transaction.SetLeaseAsync("a", 3, Hour, Token));
        await Store.HoldAsync(Subscription, async transaction => await transaction.SetLeaseAsync(null, 3, TimeSpan.Zero, Token));

        var stored = await Store.LookAsync(Subscription);
        stored.Owner.Should().BeNull();
        stored.Epoch.Should().Be(3);
        stored.LeaseLeft.Should().BeLessThanOrEqualTo(TimeSpan.Zero);
    }

    [Fact]
    public async Task Is_left_alone_by_what_else_is_stored_and_leaves_it_alone()
    {
        var last = (await Store.AppendAsync(Stream, A.Record())).LastGlobalNumber;
        var status = new SubscriptionStatus
        {
            StopAt = last + 5,
            FailedNumber = 2,
        };
        await Store.HoldAsync(Subscription, async transaction => await transaction.SetStatusAsync(status, Token));
        await Store.HoldAsync(Subscription, async transaction => await transaction.SetLeaseAsync("a", 1, Hour, Token));
        await Store.MovePositionAsync(Subscription, last);

        var stored = await Store.LookAsync(Subscription);
        stored.Status.Should().Be(status);
        stored.Position.Should().Be(last);
        stored.Owner.Should().Be("a");
    }

    [Fact]
    public async Task Needs_the_lock()
    {
        await using var transaction = await BeginAsync();

        await FluentActions.Awaiting(async () => await transaction.SetLeaseAsync("a", 1, Hour, Token))
            .Should().ThrowAsync<InvalidOperationException>();
        await transaction.TryLockPositionAsync(Subscription, Token);
        await FluentActions.Awaiting(async () => await transaction.SetLeaseAsync("a", -1, Hour, Token))
            .Should().ThrowAsync<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task Ends_with_the_subscription()
    {
        await Store.HoldAsync(Subscription, async transaction => await transaction.SetLeaseAsync("a", 4, Hour, Token));
        await Store.DeletePositionAsync(Subscription, Token);

        (await Store.LookAsync(Subscription)).Should().BeEquivalentTo(new { Owner = (string?)null, Epoch = 0L, IsNew = true });
    }
}
