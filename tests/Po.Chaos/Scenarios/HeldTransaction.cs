using System.Globalization;
using Npgsql;

namespace Po.Chaos;

/// <summary>
/// S21 and S22: a transaction that has appended stays open; appends go on, subscriptions wait without passing it, and go on as soon as it
/// is committed or rolled back.
/// </summary>
/// <param name="isRolledBack">Whether it is rolled back after a moment; otherwise it is held until it is named, and committed.</param>
internal sealed class HeldTransaction(bool isRolledBack) : IScenario
{
    private const int Workers = 2;
    private const int HeldBackMilliseconds = 500;

    public string Id => isRolledBack ? "S22" : "S21";

    public string Title => isRolledBack
        ? "a transaction that has appended is rolled back after a moment"
        : "a transaction that has appended is held until the log names it, then committed";

    public string Checks => isRolledBack
        ? "I1 to I12; subscriptions pass the gap within 300 ms (the median)"
        : "I1 to I12; nobody passes it, appends go on, the log names its process, everything is handled within 2 s of the commit";

    public ServerNeed Server => ServerNeed.Database;

    public int SmallCycles => isRolledBack ? 5 : 2;

    public async Task RunAsync(ChaosRun run)
    {
        await using var fleet = await Fleet.StartAsync(run, Workers, new WorkerSettings { HeldBackMilliseconds = HeldBackMilliseconds });
        var times = new List<TimeSpan>();
        var number = 0;
        await fleet.RunCyclesAsync(every: 20, async cycle =>
        {
            await run.PauseAsync(50, 200);
            await using var connection = await fleet.Ledger.OpenAsync(run.Token);
            await using var transaction = await connection.BeginTransactionAsync(run.Token);
            var held = await AppendAsync(connection, isRolledBack ? number + 1 : ++number, run.Token);
            run.Tally.Fault();
            if (isRolledBack)
            {
                await run.PauseAsync(50, 400);
            }
            else
            {
                await HoldAsync(fleet, connection.ProcessID, held);
            }

            var passed = await fleet.Ledger.ReadAsync($"SELECT subscription FROM ledger WHERE global_number >= {held}", null, run.Token);
            run.Expect(passed.Count == 0, "I1", $"passed a number that may still be stored: {string.Join(", ", passed.Distinct())}");
            var head = await fleet.Inspector.ReadHeadAsync();
            await (isRolledBack ? transaction.RollbackAsync(run.Token) : transaction.CommitAsync(run.Token));
            times.Add(await run.RequireAsync(
                2 * run.Second, "I8", "everything is handled after the transaction has ended", () => fleet.Inspector.IsHandledAsync(head)));
            run.Tally.TimeToHead(times[^1]);
        });
        var median = times.Order().ElementAt(times.Count / 2);
        run.Expect(!isRolledBack || median < 0.3 * run.Second, "I8", $"a median of {median} until the gap is passed");
        run.Tally.Notes.Enqueue(FormattableString.Invariant($"from the end of the transaction to the head: median {median.TotalMilliseconds:0} ms"));
    }

    private static async Task HoldAsync(Fleet fleet, int process, long held)
    {
        await fleet.Run.RequireAsync(fleet.Run.HeadLimit, "I8", $"a worker names process {process}", () => Task.FromResult(
            fleet.Running.Any(worker => worker.Errors.Any(line => line.Contains($"process {process}", StringComparison.Ordinal)))));
        await fleet.Run.RequireAsync(fleet.Run.HeadLimit, "I8", "appends go on", async () => await fleet.Inspector.ReadHeadAsync() > held);
    }

    // As an application might do it by hand. The number of the record.
    private static async Task<long> AppendAsync(NpgsqlConnection connection, int number, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(
            string.Create(CultureInfo.InvariantCulture, $$"""
                INSERT INTO po_records (stream, number, message_type, data)
                VALUES ('vans-held', {{number}}, 'work-done', convert_to('{"append":"held{{number}}","part":1,"parts":1}', 'UTF8'))
                RETURNING global_number
                """),
            connection);
        return (long)(await command.ExecuteScalarAsync(token))!;
    }
}
