using Npgsql;

namespace Po.Chaos;

/// <summary>S20: transactions that have nothing to do with Po stay open, here and in another database, one of them prepared and forgotten.</summary>
internal sealed class UnrelatedTransactions : IScenario
{
    private const int Workers = 2;
    private const string Prepared = "chaos_forgotten";

    // From the append to the row of the handler, in milliseconds, of what was appended in the last so many.
    private const string MedianLag = """
        SELECT (1000 * percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM handled_at - recorded_at)))::bigint
        FROM ledger JOIN po_records USING (global_number)
        WHERE recorded_at > clock_timestamp() - interval '1 second'
        """;

    public string Id => "S20";

    public string Title => "unrelated writers stay open, in this database, in another one, and prepared";

    public string Checks => "I1 to I12; from append to handler as before: a median below 100 ms";

    public ServerNeed Server => ServerNeed.Database;

    public int SmallCycles => 1;

    public async Task RunAsync(ChaosRun run)
    {
        await using var fleet = await Fleet.StartAsync(run, Workers);
        await fleet.Ledger.ExecuteAsync("CREATE TABLE unrelated (number bigint)", run.Token);
        await fleet.RunCyclesAsync(every: 20, async cycle =>
        {
            await run.PauseAsync(1_000, 1_200);
            var before = await fleet.Ledger.ReadNumberAsync(MedianLag, run.Token);
            await using var here = await BeginAsync(run.Server.ConnectionString, "INSERT INTO unrelated VALUES (1)", run.Token);
            var other = new NpgsqlConnectionStringBuilder(run.Server.ConnectionString) { Database = "postgres" }.ConnectionString;
            await using var there = await BeginAsync(other, "CREATE TABLE unrelated_elsewhere (number bigint)", run.Token);
            await using var forgotten = await BeginAsync(run.Server.ConnectionString, "INSERT INTO unrelated VALUES (2)", run.Token);
            await RunAsync(forgotten, $"PREPARE TRANSACTION '{Prepared}{cycle}'", run.Token);
            run.Tally.Fault(3);
            await run.PauseAsync(1_000, 1_200);
            var during = await fleet.Ledger.ReadNumberAsync(MedianLag, run.Token);
            await RunAsync(forgotten, $"ROLLBACK PREPARED '{Prepared}{cycle}'", run.Token);
            run.Expect(during < 100 * run.Second.TotalSeconds, "I8", $"a median of {during} ms from append to handler, {before} ms before");
            run.Tally.TimeToHead(TimeSpan.FromMilliseconds(during));
            run.Tally.Notes.Enqueue(FormattableString.Invariant($"median from append to handler: {before} ms before, {during} ms during"));
        });
    }

    private static async Task<NpgsqlConnection> BeginAsync(string connectionString, string sql, CancellationToken token)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "unrelated", Pooling = false }.ConnectionString);
        await connection.OpenAsync(token);
        await RunAsync(connection, $"BEGIN; {sql}", token);
        return connection;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(token);
    }
}
