using System.Transactions;
using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class AmbientTransactionsTests(PostgresFixture fixture) : PostgresTests(fixture)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Are_forgotten_when_they_have_ended(bool complete)
    {
        using (var scope = new TransactionScope(TransactionScopeOption.RequiresNew, TransactionScopeAsyncFlowOption.Enabled))
        {
            var joined = Store.Join(Transaction.Current!);
            Store.Join(Transaction.Current!).Should().BeSameAs(joined);
            await joined.AppendAsync(Stream, A.Record());
            Store.AmbientTransactions.Count.Should().Be(1);
            if (complete)
            {
                scope.Complete();
            }
        }

        Store.AmbientTransactions.Count.Should().Be(0);
        (await Store.ReadLastNumberAsync(Stream)).Should().Be(complete ? 1 : 0);
    }

    [Fact]
    public async Task One_that_has_ended_is_not_kept()
    {
        using var ended = new CommittableTransaction();
        ended.Rollback();

        await Store.Join(ended).Awaiting(joined => joined.AppendAsync(Stream, A.Record()).AsTask()).Should().ThrowAsync<TransactionException>();

        Store.AmbientTransactions.Count.Should().Be(0);
    }

    [Fact]
    public async Task A_transaction_that_is_no_scope_is_joined_too()
    {
        using var committable = new CommittableTransaction(new TransactionOptions { IsolationLevel = IsolationLevel.ReadCommitted });
        await Store.Join(committable).AppendAsync(Stream, A.Record());
        (await Store.ReadLastNumberAsync(Stream)).Should().Be(0);

        committable.Commit();

        (await Store.ReadLastNumberAsync(Stream)).Should().Be(1);
    }
}
