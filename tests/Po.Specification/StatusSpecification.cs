namespace Po.Specification;

/// <summary>What a store keeps about a subscription besides its position: whether it stands still, what fails, and whether it is new.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class StatusSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    private static readonly SubscriptionStatus Failed = new()
    {
        IsPaused = true,
        FailedNumber = long.MaxValue,
        FailedAttempts = int.MaxValue,
        Error = "The handler 'größer' said no: 日本語.",
    };

    [Fact]
    public async Task Is_stored_by_the_commit_for_everybody_at_once()
    {
        var another = await OpenAnotherAsync();
        await using (var transaction = await BeginAsync())
        {
            await transaction.TryLockPositionAsync(Subscription, Token);
            await transaction.SetStatusAsync(Failed, Token);
            (await another.ReadSubscriptionAsync(Subscription, Token)).Should().BeNull("it is not committed");
            transaction.LockedSubscription!.Status.Should().Be(SubscriptionStatus.Running, "that is what was stored when it was locked");
            await transaction.CommitAsync();
        }

        foreach (var store in await OpenTwoAsync())
        {
            (await store.ReadSubscriptionAsync(Subscription, Token))!.Status.Should().Be(Failed);
            (await store.LookAsync(Subscription)).Status.Should().Be(Failed);
            (await FindAsync(store, Subscription))!.Status.Should().Be(Failed);
        }
    }

    [Fact]
    public async Task Is_not_stored_by_a_transaction_that_is_rolled_back()
    {
        await Store.HoldAsync(Subscription, async transaction => await transaction.SetStatusAsync(Failed, Token), commit: false);

        (await Store.ReadSubscriptionAsync(Subscription, Token)).Should().BeNull();
        (await Store.LookAsync(Subscription)).Status.Should().Be(SubscriptionStatus.Running);
    }

    [Fact]
    public async Task Is_what_was_set_last()
    {
        await Store.HoldAsync(Subscription, async transaction =>
        {
            await transaction.SetStatusAsync(Failed, Token);
            await transaction.SetStatusAsync(Failed with { IsPaused = false, FailedAttempts = 2 }, Token);
        });
        (await Store.LookAsync(Subscription)).Status.Should().Be(Failed with { IsPaused = false, FailedAttempts = 2 });

        await Store.HoldAsync(Subscription, async transaction => await transaction.SetStatusAsync(SubscriptionStatus.Running, Token));
        (await Store.LookAsync(Subscription)).Status.Should().Be(SubscriptionStatus.Running);
    }

    [Fact]
    public async Task Stays_when_the_position_moves_and_the_position_stays_when_it_is_set()
    {
        var last = (await Store.AppendAsync(Stream, A.Record())).LastGlobalNumber;
        await Store.HoldAsync(Subscription, async transaction => await transaction.SetStatusAsync(Failed, Token));
        await Store.MovePositionAsync(Subscription, last);
        (await Store.LookAsync(Subscription)).Should().BeEquivalentTo(new { Position = last, Status = Failed });

        await Store.HoldAsync(Subscription, async transaction => await transaction.SetStatusAsync(SubscriptionStatus.Running, Token));
        (await Store.LookAsync(Subscription)).Should().BeEquivalentTo(new { Position = last, Status = SubscriptionStatus.Running });
    }

    [Fact]
    public async Task Cannot_be_set_without_a_lock()
    {
        await using var holder = await BeginAsync();
        await holder.TryLockPositionAsync(Subscription, Token);
        await using var transaction = await BeginAsync();
        (await transaction.TryLockPositionAsync(Subscription, Token)).Should().BeNull();

        transaction.LockedSubscription.Should().BeNull();
        await FluentActions.Awaiting(async () => await transaction.SetStatusAsync(Failed, Token)).Should().ThrowAsync<InvalidOperationException>();
        await FluentActions.Awaiting(async () => await transaction.DeleteSubscriptionAsync(Token)).Should().ThrowAsync<InvalidOperationException>();
    }

    [Theory]
    [InlineData(SubscriptionStatus.MaxErrorLength)]
    [InlineData(SubscriptionStatus.MaxErrorLength + 1)]
    [InlineData(100_000)]
    public async Task Keeps_as_much_of_an_error_as_it_may(int length)
    {
        await Store.HoldAsync(
            Subscription, async transaction => await transaction.SetStatusAsync(Failed with { Error = new string('長', length) }, Token));

        (await Store.ReadSubscriptionAsync(Subscription, Token))!.Status.Error.Should().Be(new string('長', SubscriptionStatus.MaxErrorLength));
    }

    [Theory]
    [MemberData(nameof(A.Texts), MemberType = typeof(A))]
    [InlineData("")]
    public async Task Keeps_an_error_as_it_is(string error)
    {
        await Store.HoldAsync(Subscription, async transaction => await transaction.SetStatusAsync(Failed with { Error = error }, Token));

        (await Store.LookAsync(Subscription)).Status.Error.Should().Be(error);
    }

    [Fact]
    public async Task Takes_errors_that_no_text_column_can_keep()
    {
        var cutPair = new string('x', SubscriptionStatus.MaxErrorLength - 1) + "😀";
        foreach (var (error, kept) in new[] { ("a\0b", "a\uFFFDb"), ("a\ud83d", "a\uFFFD"), ("\ude00b", "\uFFFDb"), (cutPair, cutPair[..^2]) })
        {
            await Store.HoldAsync(Subscription, async transaction => await transaction.SetStatusAsync(Failed with { Error = error }, Token));

            (await Store.LookAsync(Subscription)).Status.Error.Should().Be(kept);
        }
    }

    [Fact]
    public async Task Says_when_something_was_last_changed()
    {
        await Store.HoldAsync(Subscription, async transaction => await transaction.SetStatusAsync(Failed, Token));
        var first = (await Store.ReadSubscriptionAsync(Subscription, Token))!.ChangedAt;
        first.Should().BeCloseTo(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(10));

        await Store.HoldAsync(Subscription, _ => Task.CompletedTask);
        (await Store.LookAsync(Subscription)).ChangedAt.Should().Be(first, "nothing was changed");

        await Eventually.IsTrueAsync(
            async () =>
            {
                await Store.HoldAsync(Subscription, async transaction => await transaction.ParkAsync([A.Parked(Stream, 1)], Token));
                return (await Store.LookAsync(Subscription)).ChangedAt > first;
            },
            "what is parked to be a change");
    }

    [Theory]
    [InlineData("position")]
    [InlineData("status")]
    [InlineData("park")]
    public async Task Is_new_until_something_was_committed(string change)
    {
        await using (var transaction = await BeginAsync())
        {
            await transaction.TryLockPositionAsync(Subscription, Token);
            transaction.LockedSubscription.Should().BeEquivalentTo(
                new { Id = Subscription, Position = 0L, IsNew = true, Status = SubscriptionStatus.Running, ParkedMessages = 0L, IsReplayRequested = false });
            await ChangeAsync(transaction);
        }

        (await Store.ReadSubscriptionAsync(Subscription, Token)).Should().BeNull("it was rolled back");
        (await Store.LookAsync(Subscription)).IsNew.Should().BeTrue("it was rolled back");
        await Store.HoldAsync(Subscription, _ => Task.CompletedTask);
        (await Store.ReadSubscriptionAsync(Subscription, Token)).Should().BeNull("a lock alone is nothing");
        (await FindAsync(Store, Subscription)).Should().BeNull("a lock alone is nothing");
        (await Store.LookAsync(Subscription)).IsNew.Should().BeTrue("a lock alone is nothing");

        await Store.HoldAsync(Subscription, ChangeAsync);
        (await Store.LookAsync(Subscription)).IsNew.Should().BeFalse();
        (await Store.ReadSubscriptionAsync(Subscription, Token)).Should().BeEquivalentTo(new { Id = Subscription, Position = 0L, IsNew = false });
        (await FindAsync(Store, Subscription)).Should().NotBeNull();

        async Task ChangeAsync(IStoreTransaction transaction) => await (change switch
        {
            "position" => transaction.SetPositionAsync(0, Token),
            "status" => transaction.SetStatusAsync(SubscriptionStatus.Running, Token),
            _ => transaction.ParkAsync([A.Parked(Stream, 1)], Token),
        });
    }

    [Fact]
    public async Task Concerns_one_subscription_only_however_alike_the_names_are()
    {
        string[] ids = [Subscription, $"{Subscription}-1", $"{Subscription}%", Subscription.ToUpperInvariant(), $"{Subscription} "];
        foreach (var (id, i) in ids.Select((id, i) => (id, i)))
        {
            await Store.HoldAsync(id, async transaction =>
            {
                await transaction.SetStatusAsync(Failed with { FailedNumber = i }, Token);
                await transaction.ParkAsync([.. Enumerable.Range(1, i + 1).Select(number => A.Parked(Stream, number))], Token);
            });
        }

        foreach (var (id, i) in ids.Select((id, i) => (id, i)))
        {
            (await Store.LookAsync(id)).Should().BeEquivalentTo(new { Id = id, Status = Failed with { FailedNumber = i }, ParkedMessages = 1L });
            (await Store.ReadParkedAsync(id, new ParkedRequest(), Token)).Should().HaveCount(i + 1);
            (await FindAsync(Store, id))!.ParkedMessages.Should().Be(i + 1);
        }

        var read = (await Store.ReadSubscriptionsAsync(Token)).Select(subscription => subscription.Id).ToList();
        read.Should().Equal(read.Order(StringComparer.Ordinal)).And.Contain(ids);
    }

    [Theory]
    [InlineData("in its transaction")]
    [InlineData("from outside")]
    public async Task Is_gone_with_the_position_and_what_is_parked_but_not_the_audit(string how)
    {
        var neighbour = $"{Subscription}-1";
        var last = (await Store.AppendAsync(Stream, A.Record())).LastGlobalNumber;
        foreach (var id in new[] { Subscription, neighbour })
        {
            await Store.HoldAsync(id, async transaction =>
            {
                await transaction.SetPositionAsync(last, Token);
                await transaction.SetStatusAsync(Failed, Token);
                await transaction.ParkAsync([A.Parked(Stream, last)], Token);
                await transaction.AddAuditAsync(A.Audit(id), Token);
            });
        }

        if (how == "from outside")
        {
            await Store.DeletePositionAsync(Subscription, Token);
        }
        else
        {
            await Store.HoldAsync(Subscription, async transaction => await DeleteAsync(transaction), commit: false);
            (await Store.LookAsync(Subscription)).Status.Should().Be(Failed, "that was rolled back");
            await Store.HoldAsync(Subscription, async transaction =>
            {
                await DeleteAsync(transaction);
                await transaction.AddAuditAsync(A.Audit(Subscription, AuditAction.Delete), Token);
            });
        }

        (await Store.ReadSubscriptionAsync(Subscription, Token)).Should().BeNull();
        (await Store.ReadPositionAsync(Subscription, Token)).Should().Be(0);
        (await Store.ReadParkedAsync(Subscription, new ParkedRequest(), Token)).Should().BeEmpty();
        (await FindAsync(Store, Subscription)).Should().BeNull();
        (await Store.ReadAuditAsync(Subscription, long.MaxValue, 10, Token)).Should().HaveCount(how == "from outside" ? 1 : 2);
        (await Store.LookAsync(Subscription)).Should().BeEquivalentTo(
            new { Position = 0L, IsNew = true, Status = SubscriptionStatus.Running, ParkedMessages = 0L });
        (await Store.LookAsync(neighbour)).Should().BeEquivalentTo(new { Position = last, Status = Failed, ParkedMessages = 1L });
    }

    [Fact]
    public async Task Can_be_deleted_before_anything_was_stored()
    {
        await Store.HoldAsync(Subscription, async transaction => await transaction.DeleteSubscriptionAsync(Token));
        await Store.DeletePositionAsync(Subscription, Token);

        (await Store.LookAsync(Subscription)).IsNew.Should().BeTrue();
    }

    [Theory]
    [InlineData("status")]
    [InlineData("park")]
    [InlineData("delete")]
    [InlineData("audit")]
    public async Task Fails_a_transaction_that_held_it_when_it_was_deleted(string change)
    {
        await Store.HoldAsync(Subscription, async transaction => await transaction.SetStatusAsync(Failed, Token));
        var another = await OpenAnotherAsync();
        await using var transaction = await BeginAsync();
        await transaction.TryLockPositionAsync(Subscription, Token);

        // A store whose lock keeps the deletion waiting commits first; every other one refuses the commit.
        var deletion = Task.Run(async () => await another.DeletePositionAsync(Subscription, Token), Token);
        await Task.WhenAny(deletion, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Token));
        var refused = deletion.IsCompletedSuccessfully;
        var commit = async () =>
        {
            await (change switch
            {
                "status" => transaction.SetStatusAsync(SubscriptionStatus.Running, Token),
                "park" => transaction.ParkAsync([A.Parked(Stream, 1)], Token),
                "audit" => transaction.AddAuditAsync(A.Audit(Subscription), Token),
                _ => transaction.DeleteSubscriptionAsync(Token),
            });
            await transaction.CommitAsync();
        };

        if (refused)
        {
            await commit.Should().ThrowAsync<PositionConflictException>();
        }
        else
        {
            await commit();
        }

        await transaction.DisposeAsync();
        await deletion.WithinLimitAsync("the deletion of a subscription");
        (await Store.ReadSubscriptionAsync(Subscription, Token)).Should().BeNull();
        (await Store.ReadParkedAsync(Subscription, new ParkedRequest(), Token)).Should().BeEmpty();
        (await Store.ReadAuditAsync(Subscription, long.MaxValue, 10, Token)).Should().HaveCount(change == "audit" && !refused ? 1 : 0);
    }

    private static async Task<StoredSubscription?> FindAsync(IStore store, string id) =>
        (await store.ReadSubscriptionsAsync(Token)).SingleOrDefault(subscription => subscription.Id == id);

    private async Task DeleteAsync(IStoreTransaction transaction)
    {
        await transaction.DeleteSubscriptionAsync(Token);
        (await transaction.ReadParkedAsync(new ParkedRequest(), Token)).Should().BeEmpty("reads see what this transaction has changed");
        foreach (var change in (Func<Task>[])[
            async () => await transaction.SetPositionAsync(0, Token),
            async () => await transaction.SetStatusAsync(Failed, Token),
            async () => await transaction.ParkAsync([A.Parked(Stream, 1)], Token),
            async () => await transaction.RequestReplayAsync(null, true, Token),
            async () => await transaction.UnparkAsync(null, 1, 1, Token),
            async () => await transaction.DeleteSubscriptionAsync(Token)])
        {
            await change.Should().ThrowAsync<InvalidOperationException>("it would bring back what is removed");
        }
    }
}
