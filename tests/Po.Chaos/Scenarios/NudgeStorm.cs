namespace Po.Chaos;

/// <summary>S17: a hundred thousand notifications at once, about nothing; they cost a bounded number of looks, and delay nothing.</summary>
internal sealed class NudgeStorm : IScenario
{
    private const int Workers = 2;
    private const int Batches = 10;
    private const int BatchSize = 10_000;

    // What reads records, as the statistics of the server count it.
    private const string Looks =
        "SELECT coalesce(seq_scan + idx_scan, 0)::bigint FROM pg_stat_user_tables WHERE relname = 'po_records'";

    public string Id => "S17";

    public string Title => "100,000 notifications at once while nothing is appended, then again under load";

    public string Checks => "I1 to I12; fewer looks than a tenth of the notifications; subscriptions go on during the storm";

    public ServerNeed Server => ServerNeed.Database;

    public int SmallCycles => 1;

    public async Task RunAsync(ChaosRun run)
    {
        await using var fleet = await Fleet.StartAsync(run, Workers);
        await fleet.RunCyclesAsync(every: 1, async cycle =>
        {
            await fleet.CheckAsync();
            var before = await fleet.Ledger.ReadNumberAsync(Looks, run.Token);
            var processor = Sum(fleet);
            await StormAsync(fleet, cycle * 2);

            // The server counts what a connection has read once it is idle, at most a second later.
            await run.PauseAsync(1_500, 1_500);
            var looks = await fleet.Ledger.ReadNumberAsync(Looks, run.Token) - before;
            run.Expect(looks < Batches * BatchSize / 10, "I10", $"{looks} looks at the records for {Batches * BatchSize} notifications");
            run.Tally.Notes.Enqueue(FormattableString.Invariant(
                $"{Batches * BatchSize} notifications to {Workers} processes with four subscriptions: {looks} looks at the records, {(Sum(fleet) - processor).TotalSeconds:0.0} s of processor time"));
            await Task.WhenAll(fleet.Running.Select(worker => worker.AppendAsync()));
            var storm = StormAsync(fleet, (cycle * 2) + 1);
            run.Tally.TimeToHead(await fleet.WaitForProgressAsync("subscriptions go on during a storm"));
            await storm;
        });
    }

    // Distinct payloads: equal ones of a transaction are sent once.
    private static async Task StormAsync(Fleet fleet, int storm)
    {
        fleet.Run.Tally.Fault();
        for (var batch = 0; batch < Batches; batch++)
        {
            await fleet.Ledger.ReadNumberAsync(
                FormattableString.Invariant(
                    $"SELECT count(pg_notify('po_written', E'storm\\n1\\nwork-{storm}x{batch}x' || number)) FROM generate_series(1, {BatchSize}) AS number"),
                fleet.Run.Token);
        }
    }

    private static TimeSpan Sum(Fleet fleet) => fleet.Running.Aggregate(TimeSpan.Zero, (sum, worker) => sum + worker.ProcessorTime);
}
