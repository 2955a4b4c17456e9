using Npgsql;
using Po.Postgres.Server;

namespace Po.Postgres.Tests;

public sealed class MigrationRaceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Finds_what_another_process_has_applied_while_it_waited_for_the_lock()
    {
        var reason = await PostgresServer.GetReasonToSkipAsync();
        Assert.SkipWhen(reason is not null, reason ?? "");
        await using var database = await PostgresServer.CreateDatabaseAsync();
        await using var dataSource = NpgsqlDataSource.Create(database.ConnectionString);
        await using var store = new PostgresStore(new PostgresStoreOptions { ConnectionString = database.ConnectionString });
        await using var other = await dataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(other, $"BEGIN; {PostgresMigrator.LockStatement("public")}");

        var starting = store.InitializeAsync(TestContext.Current.CancellationToken).AsTask();
        await WaitsForTheLockAsync(dataSource);
        await ExecuteAsync(other, PostgresSchema.CreateScript());

        await starting.WaitAsync(Patience, TestContext.Current.CancellationToken);
        (await store.ReadPositionAsync("anything", TestContext.Current.CancellationToken)).Should().Be(0);
    }

    private static async Task WaitsForTheLockAsync(NpgsqlDataSource dataSource)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        await using var command = dataSource.CreateCommand("""
            SELECT EXISTS (
                SELECT FROM pg_locks
                WHERE locktype = 'advisory' AND NOT granted
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
            """);
        try
        {
            while (await command.ExecuteScalarAsync(timeout.Token) is false)
            {
                await Task.Yield();
            }
        }
        catch (OperationCanceledException e) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Within {Patience} no store has waited for the lock of the migrations.", e);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string text)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
