using System.Transactions;

namespace Po.Specification;

/// <summary>In an ambient transaction an append is part of it or refused, never beside it unnoticed.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class AmbientTransactionSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    private bool IsCapable => Store.Capabilities.HasFlag(StoreCapabilities.AmbientTransactions);

    [Fact]
    public async Task An_append_that_could_not_be_part_of_it_is_refused()
    {
        using (var scope = Begin())
        {
            await FluentActions.Awaiting(async () => await Store.AppendAsync(Stream, A.Record()))
                .Should().ThrowAsync<TransactionRefusedException>("a call on the store itself is part of no ambient transaction");
            if (!IsCapable)
            {
                Store.Invoking(store => store.Join(Transaction.Current!)).Should().Throw<TransactionRefusedException>();
            }

            scope.Complete();
        }

        (await Store.ReadLastNumberAsync(Stream)).Should().Be(0);
    }

    [Fact]
    public async Task An_append_where_it_is_suppressed_is_none_of_its_business()
    {
        using (Begin())
        {
            using var suppressed = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
            await Store.AppendAsync(Stream, A.Record());
            suppressed.Complete();
        }

        (await Store.ReadLastNumberAsync(Stream)).Should().Be(1);
    }

    [Fact]
    public async Task Reads_positions_snapshots_and_transactions_of_the_store_work_beside_it()
    {
        await Store.AppendAsync(Stream, A.Record());
        using (Begin())
        {
            (await Store.ReadLastNumberAsync(Stream)).Should().Be(1);
            (await Store.ReadStreamAsync(Stream)).Should().ContainSingle();
            await Store.ReadGlobalAsync(Stream);
            await Store.SaveSnapshotAsync(A.Snapshot(Stream), Token);
            await using var transaction = await BeginAsync();
            await transaction.TryLockPositionAsync(Subscription, Token);
            await transaction.AppendAsync(Stream, A.Record());
            await transaction.CommitAsync();
        }

        (await Store.ReadLastNumberAsync(Stream)).Should().Be(2);
        (await Store.ReadSnapshotAsync(Stream, "totals", Token)).Should().NotBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stores_what_joins_it_when_it_is_completed_and_only_then(bool complete)
    {
        if (!IsCapable)
        {
            return;
        }

        long last;
        using (var scope = Begin())
        {
            var joined = Store.Join(Transaction.Current!);
            (await joined.ReadLastNumberAsync(Stream)).Should().Be(0);
            await joined.AppendAsync(Stream, ExpectedNumber.NoStream, A.Records(2));
            await FluentActions.Awaiting(async () => await joined.AppendAsync(Stream, ExpectedNumber.NoStream, A.Record()))
                .Should().ThrowAsync<WriteConflictException>();
            last = (await Store.Join(Transaction.Current!).AppendAsync(OtherStream, A.Record())).LastGlobalNumber;

            (await joined.ReadStreamAsync(Stream)).Numbers().Should().Equal(1, 2);
            (await joined.ReadToAsync(new StreamId(Group), last)).Should().HaveCount(3);
            (await Store.ReadLastNumberAsync(Stream)).Should().Be(0, "others do not see it yet");
            if (complete)
            {
                scope.Complete();
            }
        }

        (await Store.ReadLastNumberAsync(Stream)).Should().Be(complete ? 2 : 0);
        (await Store.ReadLastNumberAsync(OtherStream)).Should().Be(complete ? 1 : 0);
        (await Store.AppendAsync(Stream, A.Record())).LastNumber.Should().Be(complete ? 3 : 1);
    }

    [Fact]
    public async Task Takes_calls_from_several_threads()
    {
        if (!IsCapable)
        {
            return;
        }

        using (var scope = Begin())
        {
            var ambient = Transaction.Current!;
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
                async () => await Store.Join(ambient).AppendAsync(Stream, A.Record()), Token))).WithinLimitAsync("8 appends");
            scope.Complete();
        }

        (await Store.ReadStreamAsync(Stream)).Numbers().Should().Equal(StoreSteps.OneTo(8));
    }

    [Fact]
    public async Task Stores_nothing_in_one_that_was_rolled_back_already()
    {
        if (!IsCapable)
        {
            return;
        }

        using (Begin())
        {
            var joined = Store.Join(Transaction.Current!);
            await joined.AppendAsync(Stream, A.Record());
            Transaction.Current!.Rollback();

            await FluentActions.Awaiting(async () => await joined.AppendAsync(Stream, A.Record()))
                .Should().ThrowAsync<TransactionException>();
        }

        (await Store.ReadLastNumberAsync(Stream)).Should().Be(0);
    }

    private static TransactionScope Begin() => new(
        TransactionScopeOption.RequiresNew,
        new TransactionOptions { IsolationLevel = IsolationLevel.ReadCommitted },
        TransactionScopeAsyncFlowOption.Enabled);
}
