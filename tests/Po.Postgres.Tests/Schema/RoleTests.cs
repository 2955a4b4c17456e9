using Npgsql;
using Po.Specification;

namespace Po.Postgres.Tests;

// Each role can do its work, and nothing of what it need not do.
public sealed class RoleTests(PostgresFixture fixture) : PostgresTests(fixture)
{
    private const string Insert = "INSERT INTO po_records (stream, number, message_type, data) VALUES ('orders-r', 1, 't', '')";

    private const string Audit = "INSERT INTO po_audit (acted_at, action, subscription_id, actor, detail) VALUES (now(), 1, 'a', 'b', '')";

    // Roles belong to the whole server, on which other tests run, too.
    private readonly string _prefix = $"po_{Guid.NewGuid():N}_";

    [Theory]
    [InlineData("reader", "SELECT count(*) FROM po_records", true)]
    [InlineData("reader", "SELECT pg_sequence_last_value('po_records_global_number_seq')", true)]
    [InlineData("reader", "SELECT count(*) FROM po_subscriptions", true)]
    [InlineData("reader", Insert, false)]
    [InlineData("reader", "SELECT nextval('po_records_global_number_seq')", false)]
    [InlineData("reader", "INSERT INTO po_subscriptions (subscription_id) VALUES ('a')", false)]
    [InlineData("reader", "SELECT count(*) FROM po_parked", true)]
    [InlineData("reader", "SELECT count(*) FROM po_audit", true)]
    [InlineData("reader", Audit, false)]
    [InlineData("reader", "UPDATE po_parked SET is_replay_requested = true", false)]
    [InlineData("appender", Audit, false)]
    [InlineData("appender", Insert, true)]
    [InlineData("appender", "COPY po_records (global_number, stream, number, message_type, data) FROM STDIN", false)]
    [InlineData("appender", "INSERT INTO po_records (global_number, stream, number, message_type, data) OVERRIDING SYSTEM VALUE VALUES (7, 'orders-f', 1, 't', '')", false)]
    [InlineData("appender", "SELECT setval('po_records_global_number_seq', 1)", false)]
    [InlineData("appender", "SELECT nextval('po_records_global_number_seq')", false)]
    [InlineData("appender", "UPDATE po_records SET data = ''", false)]
    [InlineData("appender", "DELETE FROM po_records", false)]
    [InlineData("appender", "TRUNCATE po_records", false)]
    [InlineData("appender", "ALTER TABLE po_records DISABLE TRIGGER po_mark_append", false)]
    [InlineData("appender", "INSERT INTO po_subscriptions (subscription_id) VALUES ('a')", false)]
    [InlineData("worker", Insert, true)]
    [InlineData("worker", "UPDATE po_subscriptions SET position = 1, moved_at = now() WHERE false", true)]
    [InlineData("worker", "SELECT position FROM po_subscriptions FOR UPDATE", true)]
    [InlineData("worker", "UPDATE po_subscriptions SET is_paused = true, failed_number = 1, failed_attempts = 1, error = 'e'", true)]
    [InlineData("worker", "UPDATE po_subscriptions SET subscription_id = 'b'", false)]
    [InlineData("worker", "INSERT INTO po_parked VALUES ('a', 1, now(), 1, false, 'orders-1', NULL)", true)]
    [InlineData("worker", "UPDATE po_parked SET is_replay_requested = true", true)]
    [InlineData("worker", "UPDATE po_parked SET global_number = 1", false)]
    [InlineData("worker", "DELETE FROM po_parked", true)]
    [InlineData("worker", Audit, true)]
    [InlineData("worker", "INSERT INTO po_audit (number, acted_at, action, subscription_id, actor, detail) OVERRIDING SYSTEM VALUE VALUES (1, now(), 1, 'a', 'b', '')", false)]
    [InlineData("worker", "UPDATE po_audit SET actor = 'somebody else'", false)]
    [InlineData("worker", "DELETE FROM po_audit", false)]
    [InlineData("admin", Audit, true)]
    [InlineData("admin", "DELETE FROM po_audit", false)]
    [InlineData("admin", "TRUNCATE po_audit", false)]
    [InlineData("worker", "DELETE FROM po_snapshots", true)]
    [InlineData("worker", "DELETE FROM po_subscriptions", false)]
    [InlineData("worker", "UPDATE po_migrations SET checksum = ''", false)]
    [InlineData("worker", "CREATE TABLE public.mine (id integer)", false)]
    [InlineData("admin", "DELETE FROM po_subscriptions", true)]
    [InlineData("admin", "DELETE FROM po_records", false)]
    [InlineData("admin", "SELECT query FROM pg_stat_activity", true)]
    public async Task A_role_may_do_its_work_and_nothing_else(string role, string sql, bool allowed)
    {
        await using var session = await OpenSessionAsync();
        await session.RunAsync(PostgresSchema.CreateRolesScript(prefix: _prefix));
        await session.RunAsync("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        try
        {
            await session.RunAsync($"BEGIN; SET LOCAL ROLE {_prefix}{role}");

            if (allowed)
            {
                await session.RunAsync(sql);
            }
            else
            {
                (await FluentActions.Awaiting(() => session.RunAsync(sql)).Should().ThrowAsync<PostgresException>())
                    .Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
            }
        }
        finally
        {
            await session.RunAsync("ROLLBACK");
            await DropRolesAsync(session);
        }
    }

    [Fact]
    public async Task A_worker_does_everything_that_an_application_needs()
    {
        await using var session = await OpenSessionAsync();
        await session.RunAsync(PostgresSchema.CreateRolesScript(prefix: _prefix));
        await session.RunAsync($"CREATE ROLE {_prefix}application LOGIN IN ROLE {_prefix}worker");
        var connectionString = new NpgsqlConnectionStringBuilder(Fixture.ConnectionString) { Username = $"{_prefix}application" }.ConnectionString;
        try
        {
            await using var store = new PostgresStore(new PostgresStoreOptions { ConnectionString = connectionString });
            await store.InitializeAsync(Token);
            var appended = await store.AppendAsync(Stream, A.Records(2));
            await store.MovePositionAsync(Group, appended.LastGlobalNumber);
            await store.HoldAsync(Group, async transaction =>
            {
                await transaction.SetStatusAsync(new SubscriptionStatus { IsPaused = true, Error = "it failed" }, Token);
                await transaction.ParkAsync([A.Parked(Stream, 1)], Token);
                await transaction.ParkAsync([A.Parked(Stream, 1)], Token);
                await transaction.RequestReplayAsync(null, true, Token);
                await transaction.AddAuditAsync(A.Audit(Group), Token);
            });
            await store.HoldAsync(Group, async transaction => await transaction.UnparkAsync(null, 1, 1, Token));
            await store.MovePositionAsync($"{Group}~v2", appended.LastGlobalNumber);
            await store.HoldAsync(
                Group,
                async transaction => (await transaction.TryDeleteAnotherAsync($"{Group}~v2", Token)).Should().Be(appended.LastGlobalNumber));
            await store.SaveSnapshotAsync(A.Snapshot(Stream), Token);
            await store.DeleteSnapshotAsync(Stream, "totals", Token);

            (await store.ReadToAsync(new StreamId(Group), appended.LastGlobalNumber)).Should().HaveCount(2);
            (await store.ReadPositionAsync(Group, Token)).Should().Be(appended.LastGlobalNumber);
        }
        finally
        {
            await session.RunAsync($"DROP ROLE {_prefix}application");
            await DropRolesAsync(session);
        }
    }

    private async Task DropRolesAsync(Session session)
    {
        foreach (var role in new[] { "admin", "worker", "appender", "reader" })
        {
            await session.RunAsync($"DROP OWNED BY {_prefix}{role}; DROP ROLE {_prefix}{role}");
        }
    }
}
