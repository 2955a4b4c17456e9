using Npgsql;

namespace Po.Chaos;

/// <summary>S20: transactions that have nothing to do with Po stay open, here and in another database, one of them prepared and forgotten.</summary>
internal sealed class UnrelatedTransactions : IScenario
{
    private const int Workers = 2;
    private const string Prepared = "chaos_forgotten";

    private const int Enough = 150;

    public string Id => "S20";

    public string Title => "unrelated writers stay open, in this database, in another one, and prepared";

    public string Checks => "I1 to I12; from append to handler as before: a median below 100 ms, or what it is without them";

    public ServerNeed Server => ServerNeed.Database;

    public int SmallCycles => 1;

    public async Task RunAsync(ChaosRun run)
    {
        await using var fleet = await Fleet.StartAsync(run, Workers);
        await fleet.Ledger.ExecuteAsync("CREATE TABLE unrelated (number bigint)", run.Token);
        await fleet.RunCyclesAsync(every: 20, async cycle =>
        {
            var before = await MeasureAsync(fleet);
            await using var here = await BeginAsync(run.Server.ConnectionString, "INSERT INTO unrelated VALUES (1)", run.Token);
            var other = new NpgsqlConnectionStringBuilder(run.Server.ConnectionString) { Database = "postgres" }.ConnectionString;
            await using var there = await BeginAsync(other, "CREATE TABLE unrelated_elsewhere (number bigint)", run.Token);
            await using var forgotten = await BeginAsync(run.Server.ConnectionString, "INSERT INTO unrelated VALUES (2)", run.Token);
            await RunAsync(forgotten, $"PREPARE TRANSACTION '{Prepared}{cycle}'", run.Token);
            run.Tally.Fault(3);
            var during = await MeasureAsync(fleet);
            await RunAsync(here, "ROLLBACK", run.Token);
            await RunAsync(there, "ROLLBACK", run.Token);
            await RunAsync(forgotten, $"ROLLBACK PREPARED '{Prepared}{cycle}'", run.Token);
            var after = await MeasureAsync(fleet);

            // What a busy machine takes it takes without them, too; one that waited for them would wait for ever.
            var usual = Math.Max(100 * run.Second.TotalSeconds, 3 * Math.Max(before, after));
            run.Expect(during < usual, "I8", $"a median of {during} ms from append to handler, {before} ms before, {after} ms after");
            run.Tally.Notes.Enqueue(FormattableString.Invariant($"median from append to handler: {before} ms before, {during} ms during, {after} ms after"));
        });
    }

    // The median time from the append to the row of the handler, in milliseconds, of what is appended from now on.
    private static async Task<long> MeasureAsync(Fleet fleet)
    {
        var head = await fleet.Inspector.ReadHeadAsync();
        var handled = FormattableString.Invariant($"FROM ledger JOIN po_records USING (global_number) WHERE global_number > {head}");
        await fleet.Run.RequireAsync(10 * fleet.Run.Second, "I8", "enough is appended and handled", async () =>
            await fleet.Ledger.ReadNumberAsync($"SELECT count(*) {handled}", fleet.Run.Token) >= Enough);
        return await fleet.Ledger.ReadNumberAsync(
            $"SELECT (1000 * percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM handled_at - recorded_at)))::bigint {handled}", fleet.Run.Token);
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
