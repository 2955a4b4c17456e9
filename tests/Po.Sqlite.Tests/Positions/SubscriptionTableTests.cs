using Microsoft.Data.Sqlite;

namespace Po.Sqlite.Tests.Positions;

public sealed class SubscriptionTableTests : IAsyncDisposable
{
    private static readonly string[] Parameters =
        ["@subscription_id", "@stream", "@from", "@to", "@count", "@before", "@is_replay_requested"];

    private readonly TestDatabase _database = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData("UPDATE po_audit SET actor = 'somebody else'")]
    [InlineData("DELETE FROM po_audit")]
    public async Task What_was_done_cannot_be_changed_by_another_program(string sql)
    {
        var store = await _database.OpenAsync();
        await using (var transaction = await store.BeginAsync(Token))
        {
            await transaction.TryLockPositionAsync("totals", Token);
            await transaction.AddAuditAsync(
                new AuditEntry
                {
                    Time = DateTimeOffset.UnixEpoch,
                    SubscriptionId = "totals",
                    Action = AuditAction.Skip,
                    Actor = "alice",
                },
                Token);
            await transaction.CommitAsync();
        }

        var change = async () => await _database.ExecuteAsync(sql);

        (await change.Should().ThrowAsync<SqliteException>()).WithMessage("*po_audit says what was done*");
        (await store.ReadAuditAsync("totals", long.MaxValue, 10, Token)).Should().ContainSingle(entry => entry.Actor == "alice");
    }

    // However many others have parked, a lock looks at its own.
    [Theory]
    [InlineData("read_subscription")]
    [InlineData("read_parked")]
    [InlineData("read_parked_requested")]
    [InlineData("read_parked_stream")]
    [InlineData("read_parked_stream_requested")]
    [InlineData("find_parked_stream")]
    [InlineData("request_replay")]
    [InlineData("request_replay_stream")]
    [InlineData("unpark")]
    [InlineData("unpark_stream")]
    [InlineData("read_audit")]
    [InlineData("read_audit_subscription")]
    public async Task Everything_is_found_along_an_index(string name)
    {
        await _database.OpenAsync();
        await using var connection = await _database.ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + SqlFiles.Statements[name];
        foreach (var parameter in Parameters)
        {
            command.Parameters.AddWithValue(parameter, 1);
        }

        var plan = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
        {
            plan.Add(reader.GetString(3));
        }

        plan.Should().NotBeEmpty().And.NotContain(step => step.Contains("TEMP B-TREE"));
        if (name != "read_audit")
        {
            plan.Should().NotContain(step => step.StartsWith("SCAN po_"), "only the whole audit is read without a subscription, along its key");
        }
    }
}
