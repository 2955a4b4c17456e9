namespace Po.Specification;

/// <summary>What is done to subscriptions is noted in the transaction that does it, and stays.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class AuditSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    [Fact]
    public async Task Keeps_everything_about_an_entry_once_it_is_committed()
    {
        var another = await OpenAnotherAsync();
        var entry = A.Audit(Subscription, AuditAction.Skip, "17: 'größer' 日本語") with { Actor = "Ελληνικά" };
        await using (var transaction = await BeginAsync())
        {
            await transaction.TryLockPositionAsync(Subscription, Token);
            await transaction.AddAuditAsync(entry, Token);
            (await another.ReadAuditAsync(Subscription, long.MaxValue, 10, Token)).Should().BeEmpty("it is not committed");
            await transaction.CommitAsync();
        }

        foreach (var store in await OpenTwoAsync())
        {
            var read = (await store.ReadAuditAsync(Subscription, long.MaxValue, 10, Token)).Should().ContainSingle().Which;
            read.Number.Should().BePositive();
            read.Should().Be(entry with { Number = read.Number });
        }
    }

    [Fact]
    public async Task Forgets_what_is_rolled_back()
    {
        await Store.HoldAsync(Subscription, async transaction => await transaction.AddAuditAsync(A.Audit(Subscription), Token), commit: false);

        (await Store.ReadAuditAsync(Subscription, long.MaxValue, 10, Token)).Should().BeEmpty();
    }

    [Fact]
    public async Task Leaves_a_subscription_as_new_as_it_was()
    {
        await Store.HoldAsync(Subscription, async transaction => await transaction.AddAuditAsync(A.Audit(Subscription), Token));

        (await Store.LookAsync(Subscription)).IsNew.Should().BeTrue();
        (await Store.ReadSubscriptionAsync(Subscription, Token)).Should().BeNull();
    }

    [Theory]
    [InlineData(AuditAction.Pause)]
    [InlineData(AuditAction.Start)]
    [InlineData(AuditAction.Delete)]
    public async Task Keeps_every_action(AuditAction action)
    {
        await Store.HoldAsync(Subscription, async transaction => await transaction.AddAuditAsync(A.Audit(Subscription, action), Token));

        (await Store.ReadAuditAsync(Subscription, long.MaxValue, 10, Token)).Should().ContainSingle().Which.Action.Should().Be(action);
    }

    [Fact]
    public async Task Reads_the_newest_entry_first_page_by_page()
    {
        var neighbour = $"{Subscription}-1";
        for (var i = 0; i < 5; i++)
        {
            await Store.HoldAsync(Subscription, async transaction =>
            {
                await transaction.AddAuditAsync(A.Audit(Subscription, detail: $"{i}a"), Token);
                await transaction.AddAuditAsync(A.Audit(Subscription, detail: $"{i}b"), Token);
            });
            await Store.HoldAsync(neighbour, async transaction => await transaction.AddAuditAsync(A.Audit(neighbour), Token));
        }

        var read = new List<AuditEntry>();
        while (await Store.ReadAuditAsync(Subscription, read.Count == 0 ? long.MaxValue : read[^1].Number, 3, Token) is { Count: > 0 } page)
        {
            page.Count.Should().BeLessThanOrEqualTo(3);
            read.AddRange(page);
        }

        read.Select(entry => entry.Detail).Should().Equal("4b", "4a", "3b", "3a", "2b", "2a", "1b", "1a", "0b", "0a");
        read.Select(entry => entry.Number).Should().BeInDescendingOrder().And.OnlyHaveUniqueItems();
        (await Store.ReadAuditAsync(neighbour, long.MaxValue, 10, Token)).Should().HaveCount(5);
        (await Store.ReadAuditAsync(Subscription, read[^1].Number, 10, Token)).Should().BeEmpty();
        (await Store.ReadAuditAsync(Subscription, 0, 10, Token)).Should().BeEmpty();
    }

    [Fact]
    public async Task Reads_of_all_subscriptions_every_entry()
    {
        string[] ids = [Subscription, $"{Subscription}-1", $"{Subscription}-2"];
        foreach (var id in ids)
        {
            await Store.HoldAsync(id, async transaction => await transaction.AddAuditAsync(A.Audit(id), Token));
        }

        var all = new List<AuditEntry>();
        while (await Store.ReadAuditAsync(null, all.Count == 0 ? long.MaxValue : all[^1].Number, 50, Token) is { Count: > 0 } page)
        {
            all.AddRange(page);
        }

        all.Select(entry => entry.Number).Should().BeInDescendingOrder().And.OnlyHaveUniqueItems();
        all.Select(entry => entry.SubscriptionId).Where(ids.Contains).Should().Equal(ids.Reverse());
    }

    [Fact]
    public async Task Cuts_a_detail_that_is_too_long_and_keeps_one_that_no_column_can()
    {
        await Store.HoldAsync(Subscription, async transaction =>
        {
            await transaction.AddAuditAsync(A.Audit(Subscription, detail: new string('長', 5_000)), Token);
            await transaction.AddAuditAsync(A.Audit(Subscription, detail: "a\0b\ud83d"), Token);
        });

        (await Store.ReadAuditAsync(Subscription, long.MaxValue, 10, Token)).Select(entry => entry.Detail).Should()
            .Equal("a\uFFFDb\uFFFD", new string('長', SubscriptionStatus.MaxErrorLength));
    }
}
