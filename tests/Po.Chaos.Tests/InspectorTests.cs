using Microsoft.Extensions.DependencyInjection;
using Po.Hosting;
using Po.Postgres.Server;

namespace Po.Chaos.Tests;

/// <summary>The checks find what they look for: an attack that cannot fail proves nothing.</summary>
public sealed class InspectorTests
{
    // Three appends to two streams, each handled as it should be; then one thing is changed.
    [Theory]
    [InlineData("SELECT 1", "", "")]
    [InlineData("DELETE FROM ledger WHERE subscription = 'group' AND global_number = 2", "", "I1")]
    [InlineData("INSERT INTO ledger (subscription, global_number, process, epoch) VALUES ('stream', 99, 'w', 9)", "", "I2")]
    [InlineData("DELETE FROM ledger WHERE subscription = 'all' AND global_number = 1; INSERT INTO ledger (subscription, global_number, process, epoch) VALUES ('all', 1, 'w', 9)", "", "I3")]
    [InlineData("UPDATE ledger SET epoch = 1 WHERE subscription = 'group' AND global_number = 3", "", "I9")]
    [InlineData("INSERT INTO po_records (stream, number, message_type, data) VALUES ('other-1', 2, 'other', '{}')", "all", "I4")]
    [InlineData("INSERT INTO po_records (stream, number, message_type, data) VALUES ('other-1', 1, 'work-done', '{\"append\":\"x\",\"part\":1,\"parts\":2}')", "all", "I6")]
    [InlineData("INSERT INTO po_records (stream, number, message_type, data) VALUES ('echo', 4, 'work-echoed', '{\"globalNumber\":1}')", "all", "I2")]
    public async Task Finds_what_should_not_be(string change, string alsoHandledBy, string invariant)
    {
        var reason = await PostgresServer.GetReasonToSkipAsync();
        Assert.SkipWhen(reason is not null, reason ?? "");
        await using var database = await PostgresServer.CreateDatabaseAsync();
        await using var ledger = new Ledger(database.ConnectionString);
        await ledger.CreateAsync(TestContext.Current.CancellationToken);
        await AppendAndHandleAsync(database, ledger);
        await ledger.ExecuteAsync(change, TestContext.Current.CancellationToken);
        if (alsoHandledBy.Length > 0)
        {
            await ledger.ExecuteAsync(
                $"INSERT INTO ledger (subscription, global_number, process, epoch) SELECT '{alsoHandledBy}', max(global_number), 'w', 9 FROM po_records",
                TestContext.Current.CancellationToken);
        }

        (await FindAsync(ledger)).Should().BeEquivalentTo(invariant.Length == 0 ? [] : new[] { invariant });
    }

    private static async Task AppendAndHandleAsync(PostgresDatabase database, Ledger ledger)
    {
        await using var po = PoApplication.Create(builder => builder
            .UsePostgres(database.ConnectionString)
            .AddMessage<WorkDone>("work-done")
            .AddMessage<WorkEchoed>("work-echoed"));
        foreach (var (stream, append) in new[] { ("1", "a"), ("0", "b"), ("1", "c") })
        {
            await po.AppendAsync(new StreamId("work", stream), new WorkDone(append, 1, 1), cancellationToken: TestContext.Current.CancellationToken);
        }

        for (var number = 1; number <= 3; number++)
        {
            await po.AppendAsync(new StreamId("echo"), new WorkEchoed(number), cancellationToken: TestContext.Current.CancellationToken);
        }

        await ledger.ExecuteAsync(
            """
            INSERT INTO ledger (subscription, global_number, process, epoch)
            SELECT subscription, global_number, 'w', 1 + global_number / 2
            FROM po_records CROSS JOIN (VALUES ('all'), ('group'), ('stream'), ('echo')) AS subscriptions (subscription)
            WHERE subscription = 'all' OR (stream_group = 'work' AND (subscription <> 'stream' OR stream = 'work-0'))
            ORDER BY global_number
            """,
            TestContext.Current.CancellationToken);
    }

    private static async Task<IReadOnlyList<string>> FindAsync(Ledger ledger)
    {
        var found = new List<string>();
        foreach (var (invariant, query) in new[]
        {
            ("I1", LedgerChecks.Missing),
            ("I2", LedgerChecks.Unfounded),
            ("I2", LedgerChecks.FalseEchoes),
            ("I3", LedgerChecks.OutOfOrder),
            ("I4", LedgerChecks.Holes),
            ("I6", LedgerChecks.Torn),
            ("I9", LedgerChecks.Interleaved),
            ("I11", LedgerChecks.PositionsTooFar),
        })
        {
            if ((await ledger.ReadAsync(query, 0, TestContext.Current.CancellationToken)).Count > 0)
            {
                found.Add(invariant);
            }
        }

        return found;
    }
}
