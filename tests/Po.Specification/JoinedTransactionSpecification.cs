using System.Data;
using System.Data.Common;

namespace Po.Specification;

/// <summary>A store that joins transactions works in one of the application's own as in its own; every other one refuses.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class JoinedTransactionSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    private bool IsCapable => Store.Capabilities.HasFlag(StoreCapabilities.JoinedTransactions);

    private string Table => $"rows_of_{Group}";

    [Fact]
    public async Task Refuses_a_transaction_that_is_not_of_its_driver()
    {
        await using var foreign = new ForeignTransaction();

        Store.Invoking(store => store.Join(foreign)).Should().Throw<TransactionRefusedException>().WithMessage("*transaction*");
        (await Store.AppendAsync(Stream, A.Record())).LastNumber.Should().Be(1, "asking does no harm");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stores_what_it_appends_with_rows_of_the_application_or_not_at_all(bool commit)
    {
        if (!IsCapable)
        {
            return;
        }

        await using var connection = await ConnectAsync();
        await ExecuteAsync(connection, null, $"CREATE TABLE {Table} (id INTEGER)");
        await using (var transaction = await connection.BeginTransactionAsync(Token))
        {
            var joined = Store.Join(transaction);
            (await joined.AppendAsync(Stream, ExpectedNumber.NoStream, A.Records(2))).LastNumber.Should().Be(2);
            await ExecuteAsync(connection, transaction, $"INSERT INTO {Table} (id) VALUES (1)");
            (await Store.Join(transaction).AppendAsync(OtherStream, A.Record())).LastNumber.Should().Be(1);
            if (commit)
            {
                await transaction.CommitAsync(Token);
            }
        }

        (await Store.ReadStreamAsync(Stream)).Numbers().Should().Equal(StoreSteps.OneTo(commit ? 2 : 0));
        (await Store.ReadLastNumberAsync(OtherStream)).Should().Be(commit ? 1 : 0);
        (await ExecuteAsync(connection, null, $"SELECT COUNT(*) FROM {Table}")).Should().Be(commit ? 1L : 0L);
    }

    [Fact]
    public async Task Sees_what_it_has_appended_and_nobody_else_does()
    {
        if (!IsCapable)
        {
            return;
        }

        await Store.AppendAsync(Stream, A.Record("1"));
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Token);
        var joined = Store.Join(transaction);

        var last = (await joined.AppendAsync(Stream, 1, A.Record("2"))).LastGlobalNumber;

        (await joined.ReadStreamAsync(Stream)).Select(StoreSteps.Text).Should().Equal("1", "2");
        (await joined.ReadLastNumberAsync(Stream)).Should().Be(2);
        (await joined.ReadToAsync(new StreamId(Group), last)).Select(StoreSteps.Text).Should().Equal("1", "2");
        (await Store.ReadStreamAsync(Stream)).Select(StoreSteps.Text).Should().Equal("1");
        (await Store.ReadGlobalAsync(new StreamId(Group))).Records.Select(StoreSteps.Text).Should().Equal("1");
        await transaction.CommitAsync(Token);
        (await Store.ReadToAsync(new StreamId(Group), last)).Select(StoreSteps.Text).Should().Equal("1", "2");
    }

    [Fact]
    public async Task Goes_on_after_a_conflict_a_duplicate_and_a_repetition()
    {
        if (!IsCapable)
        {
            return;
        }

        var stored = A.Records(2);
        await Store.AppendAsync(Stream, stored);
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Token);
        var joined = Store.Join(transaction);

        await joined.AppendAsync(OtherStream, A.Record());
        (await FluentActions.Awaiting(async () => await joined.AppendAsync(Stream, ExpectedNumber.NoStream, A.Record()))
            .Should().ThrowAsync<WriteConflictException>()).Which.ActualNumber.Should().Be(2);
        await FluentActions.Awaiting(async () => await joined.AppendAsync(Stream, A.Record(), stored[0]))
            .Should().ThrowAsync<DuplicateMessageIdException>();
        (await joined.AppendAsync(Stream, ExpectedNumber.NoStream, stored)).LastNumber.Should().Be(2);
        (await joined.AppendAsync(Stream, 2, A.Record())).LastNumber.Should().Be(3);
        await transaction.CommitAsync(Token);

        (await Store.ReadLastNumberAsync(Stream)).Should().Be(3);
        (await Store.ReadLastNumberAsync(OtherStream)).Should().Be(1);
    }

    [Fact]
    public async Task Numbers_go_on_from_what_a_rollback_to_a_savepoint_has_left()
    {
        if (!IsCapable)
        {
            return;
        }

        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Token);
        var joined = Store.Join(transaction);
        await joined.AppendAsync(Stream, A.Record("kept"));
        await transaction.SaveAsync("here", Token);
        var lost = A.Record("lost");
        (await joined.AppendAsync(Stream, 1, lost)).LastNumber.Should().Be(2);
        (await joined.AppendAsync(OtherStream, A.Record("lost"))).LastNumber.Should().Be(1);

        await transaction.RollbackAsync("here", Token);

        (await joined.ReadLastNumberAsync(Stream)).Should().Be(1);
        (await joined.ReadLastNumberAsync(OtherStream)).Should().Be(0);
        (await joined.AppendAsync(Stream, 1, A.Record("after"))).LastNumber.Should().Be(2);
        (await joined.AppendAsync(Stream, 2, lost)).LastNumber.Should().Be(3, "its id is stored nowhere any more");
        await transaction.CommitAsync(Token);
        (await Store.ReadStreamAsync(Stream)).Select(StoreSteps.Text).Should().Equal("kept", "after", "lost");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Is_of_no_use_after_the_transaction(bool commit)
    {
        if (!IsCapable)
        {
            return;
        }

        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Token);
        var joined = Store.Join(transaction);
        await joined.AppendAsync(Stream, A.Record());
        await (commit ? transaction.CommitAsync(Token) : transaction.RollbackAsync(Token));

        await FluentActions.Awaiting(async () => await joined.AppendAsync(Stream, A.Record()))
            .Should().ThrowAsync<InvalidOperationException>();
        await connection.CloseAsync();
        await FluentActions.Awaiting(async () => await joined.AppendAsync(Stream, A.Record()))
            .Should().ThrowAsync<InvalidOperationException>();

        (await Store.ReadLastNumberAsync(Stream)).Should().Be(commit ? 1 : 0);
    }

    private static async Task<object?> ExecuteAsync(DbConnection connection, DbTransaction? transaction, string sql)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(Token);
    }

    // Of a driver that no store has.
    private sealed class ForeignTransaction : DbTransaction
    {
        public override IsolationLevel IsolationLevel => IsolationLevel.ReadCommitted;

        protected override DbConnection? DbConnection => null;

        public override void Commit()
        {
        }

        public override void Rollback()
        {
        }
    }
}
