namespace Po.Chaos;

/// <summary>S3P: processes that share the partitions of a subscription are killed; the others take their partitions over.</summary>
internal sealed class PartitionOwners : IScenario
{
    private const int Workers = 3;
    private const int Partitions = 6;

    // What a partition is leased for in transactional mode.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    private const string Missing = """
        SELECT 'row of ' || global_number FROM po_records
        WHERE stream_group = 'work' AND NOT EXISTS (SELECT FROM split AS s WHERE s.global_number = po_records.global_number)
        """;

    private const string OutOfOrder = """
        SELECT stream || ' ' || number || ' after ' || before FROM
        (SELECT stream, number, lag(number) OVER (PARTITION BY stream ORDER BY sequence) AS before FROM split) AS steps
        WHERE before >= number
        """;

    public string Id => "S3P";

    public string Title => "kill -9 of processes that share the partitions of a subscription";

    public string Checks => "I1 to I12; every message of a partition once, each stream in order; its partitions go on elsewhere within the lease (5 s) + 2 s";

    public ServerNeed Server => ServerNeed.Database;

    public int SmallCycles => 2;

    public async Task RunAsync(ChaosRun run)
    {
        await using var fleet = await Fleet.StartAsync(run, Workers, new WorkerSettings { Partitions = Partitions });
        await fleet.RunCyclesAsync(every: 10, async cycle =>
        {
            await fleet.WaitForWorkersAsync(Workers - 1);
            await run.PauseAsync(0, 500);
            var victim = fleet.Any();
            var killed = fleet.KillAsync(victim);
            await WaitForAllAsync(fleet, victim);
            await killed;
            _ = fleet.BeginStart();
            if (cycle == run.Cycles)
            {
                // The last look is after the processes have ended.
                await fleet.CheckAsync();
                await run.WaitAsync(Lease + run.HeadLimit, async () => (await fleet.Ledger.ReadAsync(Missing + " LIMIT 1", null, run.Token)).Count == 0);
            }
        });
        var missing = await fleet.Ledger.ReadAsync(Missing, null, run.Token);
        run.Tally.Lost += missing.Count;
        run.Expect(missing.Count == 0, "I1", string.Join("; ", missing.Take(10)));
        var disorder = await fleet.Ledger.ReadAsync(OutOfOrder, null, run.Token);
        run.Tally.OutOfOrder += disorder.Count;
        run.Expect(disorder.Count == 0, "I3", string.Join("; ", disorder.Take(10)));
    }

    // Everything that was there at the time of the death has been handled, by whoever has its partition now.
    private static async Task WaitForAllAsync(Fleet fleet, WorkerProcess victim)
    {
        var clock = fleet.Run.Clock.Start();
        var head = await fleet.Inspector.ReadHeadAsync();
        await fleet.Run.RequireAsync(Lease + fleet.Run.HeadLimit, "I8", $"others take over the partitions of {victim.Name}", async () =>
            (await fleet.Ledger.ReadAsync($"{Missing} AND global_number <= {head} LIMIT 1", null, fleet.Run.Token)).Count == 0);
        var time = clock.Elapsed;
        fleet.Run.Tally.TakeOver(time);
        fleet.Run.Expect(time < Lease + fleet.Run.TakeOverLimit, "I8", $"the partitions of {victim.Name} have gone on only after {time}");
    }
}
