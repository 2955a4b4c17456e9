using System.Data.Common;

namespace Po.Specification;

/// <summary>A store with database transactions hands them out; every other one says that it has none.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class DbTransactionSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    private bool IsCapable => Store.Capabilities.HasFlag(StoreCapabilities.DbTransactions);

    private string Table => $"rows_of_{Group}";

    [Fact]
    public async Task Is_refused_by_a_store_without_a_database()
    {
        await using var transaction = await BeginAsync();
        var get = async () => await transaction.GetDbTransactionAsync(Token);

        if (IsCapable)
        {
            (await get()).Connection.Should().NotBeNull();
            (await get()).Should().BeSameAs(await get());
        }
        else
        {
            await get.Should().ThrowAsync<NotSupportedException>();
            (await transaction.AppendAsync(Stream, A.Record())).LastNumber.Should().Be(1, "asking does no harm");
            await transaction.CommitAsync();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stores_rows_of_the_application_together_with_the_position(bool commit)
    {
        if (!IsCapable)
        {
            return;
        }

        var last = (await Store.AppendAsync(Stream, A.Record())).LastGlobalNumber;
        await using (var setUp = await BeginAsync())
        {
            await ExecuteAsync(setUp, $"CREATE TABLE {Table} (id INTEGER)");
            await setUp.CommitAsync();
        }

        await using (var transaction = await BeginAsync())
        {
            await transaction.TryLockPositionAsync(Subscription, Token);
            await transaction.ReadGlobalAsync(new StreamId(Group));
            await ExecuteAsync(transaction, $"INSERT INTO {Table} (id) VALUES (1)");
            await transaction.AppendAsync(OtherStream, A.Record());
            await ExecuteAsync(transaction, $"INSERT INTO {Table} (id) VALUES (2)");
            (await CountRowsAsync(transaction)).Should().Be(2);
            await transaction.SetPositionAsync(last, Token);
            if (commit)
            {
                await transaction.CommitAsync();
            }
        }

        await using var reading = await BeginAsync();
        (await CountRowsAsync(reading)).Should().Be(commit ? 2 : 0);
        (await Store.ReadPositionAsync(Subscription, Token)).Should().Be(commit ? last : 0);
        (await Store.ReadLastNumberAsync(OtherStream)).Should().Be(commit ? 1 : 0);
    }

    private async Task<long> CountRowsAsync(IStoreTransaction transaction)
    {
        await using var command = await CreateCommandAsync(transaction, $"SELECT COUNT(*) FROM {Table}");
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    private static async Task ExecuteAsync(IStoreTransaction transaction, string sql)
    {
        await using var command = await CreateCommandAsync(transaction, sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<DbCommand> CreateCommandAsync(IStoreTransaction transaction, string sql)
    {
        var dbTransaction = await transaction.GetDbTransactionAsync(Token);
        var command = dbTransaction.Connection!.CreateCommand();
        command.Transaction = dbTransaction;
        command.CommandText = sql;
        return command;
    }
}
