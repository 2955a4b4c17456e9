using System.Data;
using Npgsql;
using Po.Specification;

namespace Po.Postgres.Tests;

public class StoreTransactionTests(PostgresFixture fixture) : PostgresTests(fixture)
{
    [Fact]
    public async Task The_server_ends_a_frozen_worker_and_another_takes_over()
    {
        await using var frozen = await Fixture.OpenAsync(options => options.IdleTransactionTimeout = TimeSpan.FromMilliseconds(100));
        var last = (await Store.AppendAsync(Stream, A.Record())).LastGlobalNumber;
        await using var transaction = await frozen.BeginAsync(Token);
        (await transaction.TryLockPositionAsync(Group, Token)).Should().Be(0);
        await transaction.AppendAsync(OtherStream, A.Record());

        await Eventually.IsTrueAsync(
            async () =>
            {
                await using var next = await Store.BeginAsync(Token);
                return await next.TryLockPositionAsync(Group, Token) is not null;
            },
            "the lock of a frozen worker to be free");

        await transaction.SetPositionAsync(last, Token);
        var error = (await FluentActions.Awaiting(async () => await transaction.CommitAsync()).Should().ThrowAsync<NpgsqlException>()).Which;
        frozen.IsTransient(error).Should().BeTrue();
        (await Store.ReadPositionAsync(Group, Token)).Should().Be(0);
        (await Store.ReadLastNumberAsync(OtherStream)).Should().Be(0);
    }

    [Fact]
    public async Task It_is_a_transaction_of_the_driver_in_read_committed()
    {
        await using var transaction = await Store.BeginAsync(Token);
        await transaction.TryLockPositionAsync(Group, Token);

        var driver = (NpgsqlTransaction)await transaction.GetDbTransactionAsync(Token);

        driver.IsolationLevel.Should().Be(IsolationLevel.ReadCommitted);
        await using var command = new NpgsqlCommand(
            "SELECT current_setting('idle_in_transaction_session_timeout') || ' ' || current_setting('lock_timeout')", driver.Connection, driver);
        (await command.ExecuteScalarAsync(Token)).Should().Be("1min 10s");
    }

    [Fact]
    public async Task A_handler_that_moves_its_own_position_by_hand_cannot_commit()
    {
        await using var transaction = await Store.BeginAsync(Token);
        await transaction.TryLockPositionAsync(Group, Token);
        await RunAsync(transaction, $"UPDATE po_subscriptions SET position = 5 WHERE subscription_id = '{Group}'");
        await transaction.SetPositionAsync(1, Token);

        await FluentActions.Awaiting(async () => await transaction.CommitAsync()).Should().ThrowAsync<PositionConflictException>();

        (await Store.ReadPositionAsync(Group, Token)).Should().Be(0);
    }

    [Fact]
    public async Task An_idle_store_holds_no_transaction_open()
    {
        await using var session = await OpenSessionAsync();
        await Store.AppendAsync(Stream, A.Record());
        await Store.ReadGlobalAsync(new StreamId(Group));
        await using (var transaction = await Store.BeginAsync(Token))
        {
            await transaction.TryLockPositionAsync(Group, Token);
        }

        (await session.ReadAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'po' AND state <> 'idle'"))
            .Should().Be(0);
    }

    private static async Task RunAsync(IStoreTransaction transaction, string sql)
    {
        var driver = (NpgsqlTransaction)await transaction.GetDbTransactionAsync(Token);
        await using var command = new NpgsqlCommand(sql, driver.Connection, driver);
        await command.ExecuteNonQueryAsync(Token);
    }
}
