using Npgsql;
using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class SessionStateTests(PostgresFixture fixture) : PostgresTests(fixture)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_handler_leaves_behind_on_the_connection_is_undone(bool commit)
    {
        var connectionString = new NpgsqlConnectionStringBuilder(Fixture.ConnectionString) { MaxPoolSize = 2 }.ConnectionString;
        await using var store = new PostgresStore(new PostgresStoreOptions { ConnectionString = connectionString });
        await using (var transaction = await store.BeginAsync(Token))
        {
            await RunAsync(
                transaction,
                "SET search_path = 'nowhere'; SET work_mem = '5MB'; CREATE TEMPORARY TABLE mine (id integer); SELECT pg_advisory_lock(815); LISTEN mine");
            if (commit)
            {
                await transaction.CommitAsync();
            }
        }

        await using var next = await store.BeginAsync(Token);
        var driver = (NpgsqlTransaction)await next.GetDbTransactionAsync(Token);
        await using var command = new NpgsqlCommand(
            """
            SELECT current_setting('search_path') || ' ' || current_setting('work_mem') || ' ' || (to_regclass('mine') IS NULL)
                || ' ' || (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 815) || ' ' || (SELECT count(*) FROM pg_listening_channels())
            """,
            driver.Connection,
            driver);
        (await command.ExecuteScalarAsync(Token)).Should().Be("\"$user\", public 4MB true 0 0");
    }

    private static async Task RunAsync(IStoreTransaction transaction, string sql)
    {
        var driver = (NpgsqlTransaction)await transaction.GetDbTransactionAsync(Token);
        await using var command = new NpgsqlCommand(sql, driver.Connection, driver);
        await command.ExecuteNonQueryAsync(Token);
    }
}
