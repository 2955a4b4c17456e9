namespace Po.Specification;

/// <summary>A transaction that changes one subscription removes another one with its commit, so that one can take the other's place.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class ReplacementSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    private string Other => $"{Subscription}~other";

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Removes_what_is_stored_with_the_commit_and_tells_the_position(long position)
    {
        await StoreOtherAsync(position);
        var first = (await Store.ReadSubscriptionAsync(Other, Token))!.Position;

        await using var transaction = await BeginAsync();
        await transaction.LockPositionAsync(Subscription, Token);
        (await transaction.TryDeleteAnotherAsync(Other, Token)).Should().Be(first);
        await transaction.SetPositionAsync(first, Token);
        (await Store.ReadSubscriptionAsync(Other, Token)).Should().NotBeNull("nothing is committed");
        await transaction.CommitAsync();

        foreach (var store in await OpenTwoAsync())
        {
            (await store.ReadPositionAsync(Subscription, Token)).Should().Be(first);
            (await store.ReadPositionAsync(Other, Token)).Should().Be(0);
            (await store.ReadSubscriptionAsync(Other, Token)).Should().BeNull();
            (await store.ReadSubscriptionsAsync(Token)).Should().NotContain(stored => stored.Id == Other);
            (await store.ReadParkedAsync(Other, new ParkedRequest(), Token)).Should().BeEmpty();
            (await store.LookAsync(Other)).Should().BeEquivalentTo(new { IsNew = true, Position = 0L, Status = SubscriptionStatus.Running });
        }
    }

    [Fact]
    public async Task Leaves_everything_as_it_was_without_a_commit()
    {
        await StoreOtherAsync(2);
        var before = (await Store.ReadSubscriptionAsync(Other, Token))!;

        await Store.HoldAsync(
            Subscription, async transaction => (await transaction.TryDeleteAnotherAsync(Other, Token)).Should().Be(before.Position), commit: false);

        (await Store.ReadSubscriptionAsync(Other, Token)).Should().BeEquivalentTo(before);
        (await Store.ReadParkedAsync(Other, new ParkedRequest(), Token)).Should().HaveCount(1);
        (await Store.LookAsync(Other)).Position.Should().Be(before.Position, "it is free again");
    }

    [Fact]
    public async Task Removes_it_even_if_nothing_else_is_changed()
    {
        await StoreOtherAsync(1);

        await Store.HoldAsync(Subscription, async transaction => await transaction.TryDeleteAnotherAsync(Other, Token));

        (await Store.ReadSubscriptionAsync(Other, Token)).Should().BeNull();
    }

    [Fact]
    public async Task Is_refused_at_once_while_another_transaction_holds_it_and_holds_it_itself_afterwards()
    {
        await StoreOtherAsync(1);
        await using var transaction = await BeginAsync();
        await transaction.LockPositionAsync(Subscription, Token);
        foreach (var store in await OpenTwoAsync())
        {
            await using var holder = await store.BeginAsync(Token);
            (await holder.TryLockPositionAsync(Other, Token)).Should().NotBeNull();
            (await transaction.TryDeleteAnotherAsync(Other, Token).AsTask().WithinLimitAsync("a subscription that is not free"))
                .Should().BeNull();
        }

        (await transaction.TryDeleteAnotherAsync(Other, Token)).Should().NotBeNull();
        foreach (var store in await OpenTwoAsync())
        {
            await using var late = await store.BeginAsync(Token);
            (await late.TryLockPositionAsync(Other, Token)).Should().BeNull();
        }

        await transaction.CommitAsync();
        (await Store.LookAsync(Other)).IsNew.Should().BeTrue();
    }

    [Fact]
    public async Task Finds_nothing_of_one_about_which_nothing_was_ever_committed()
    {
        await Store.LookAsync(Other);

        await Store.HoldAsync(Subscription, async transaction =>
        {
            (await transaction.TryDeleteAnotherAsync(Other, Token)).Should().BeNull();
            (await transaction.TryDeleteAnotherAsync($"{Other}-never", Token)).Should().BeNull();
        });
    }

    [Fact]
    public async Task Needs_a_lock_and_takes_one_other_subscription_only()
    {
        await StoreOtherAsync(1);
        await using var transaction = await BeginAsync();
        await FluentActions.Awaiting(async () => await transaction.TryDeleteAnotherAsync(Other, Token))
            .Should().ThrowAsync<InvalidOperationException>();
        await transaction.LockPositionAsync(Subscription, Token);
        await FluentActions.Awaiting(async () => await transaction.TryDeleteAnotherAsync(Subscription, Token))
            .Should().ThrowAsync<InvalidOperationException>();
        (await transaction.TryDeleteAnotherAsync(Other, Token)).Should().NotBeNull();

        await FluentActions.Awaiting(async () => await transaction.TryDeleteAnotherAsync($"{Other}-2", Token))
            .Should().ThrowAsync<InvalidOperationException>();
    }

    private async Task StoreOtherAsync(long messages)
    {
        var last = 0L;
        if (messages > 0)
        {
            last = (await Store.AppendAsync(Stream, A.Records((int)messages))).LastGlobalNumber;
            await Store.HorizonReachesAsync(last);
        }

        await Store.HoldAsync(Other, async transaction =>
        {
            await transaction.SetPositionAsync(last, Token);
            await transaction.SetStatusAsync(new SubscriptionStatus { IsPaused = true, FailedNumber = 7, FailedAttempts = 2, Error = "No." }, Token);
            await transaction.ParkAsync([new ParkedMessage { GlobalNumber = last + 1, Stream = Stream, ParkedAt = DateTimeOffset.UnixEpoch }], Token);
        });
    }
}
