namespace Po.Chaos;

/// <summary>S3: a process that appends and subscribes is killed; the others take over.</summary>
internal sealed class KillWorker : IScenario
{
    private const int Workers = 3;

    public string Id => "S3";

    public string Title => "kill -9 of a worker at a random point";

    public string Checks => "I1 I2 I3 I4 I5 I6 I7 I8 I9 I10 I11 I12, take-over below 2 s";

    public ServerNeed Server => ServerNeed.Database;

    public int SmallCycles => 3;

    public async Task RunAsync(ChaosRun run)
    {
        await using var fleet = await Fleet.StartAsync(run, Workers);
        await fleet.RunCyclesAsync(every: 25, async cycle =>
        {
            await fleet.WaitForWorkersAsync(Workers - 1);
            await run.PauseAsync(0, 100);
            var victim = await ChooseAsync(fleet);
            var killed = fleet.KillAsync(victim);
            _ = fleet.BeginStart();
            await fleet.WaitForTakeOverAsync(victim);
            await killed;
        });
    }

    // Every other time the one that has handled the last messages of a subscription, most likely in the middle of the next.
    private static async Task<WorkerProcess> ChooseAsync(Fleet fleet)
    {
        var random = fleet.Run.Random;
        if (random.Next(2) == 0)
        {
            return fleet.Any();
        }

        var subscription = Inspector.Subscriptions[random.Next(Inspector.Subscriptions.Count)];
        var last = await fleet.Ledger.ReadAsync(
            $"SELECT process FROM ledger WHERE subscription = '{subscription}' ORDER BY global_number DESC LIMIT 1", null, fleet.Run.Token);
        return fleet.Running.FirstOrDefault(worker => last.Contains(worker.Name)) ?? fleet.Any();
    }
}
