namespace Po.Chaos;

/// <summary>
/// S18: the line between a worker and the server carries nothing, in either direction, for less or for more than a transaction may be idle;
/// then what was sent arrives late, or the line is cut.
/// </summary>
internal sealed class Partition : IScenario
{
    private const int Workers = 2;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1);

    public string Id => "S18";

    public string Title => "partition of a worker from the server, both ways, then late arrival or a cut, in turn";

    public string Checks => "I1 to I12; take-over within the budget (1 s) + 2 s";

    public ServerNeed Server => ServerNeed.Database;

    public int SmallCycles => 4;

    public async Task RunAsync(ChaosRun run)
    {
        var settings = new WorkerSettings { IdleTransactionMilliseconds = (int)Budget.TotalMilliseconds };
        await using var fleet = await Fleet.StartAsync(run, Workers - 1, settings);
        await using var proxy = new LineProxy(run.Server.ConnectionString);
        var worker = await fleet.BeginStart(settings with { ConnectionString = proxy.ConnectionString });
        await fleet.WaitForWorkersAsync(Workers);
        await fleet.RunCyclesAsync(every: 10, async cycle =>
        {
            await run.PauseAsync(0, 200);
            run.Tally.Fault();
            proxy.Hold();
            if (cycle % 4 < 2)
            {
                await run.PauseAsync(100, 400);
            }
            else
            {
                await fleet.WaitForTakeOverAsync(worker, Budget);
                await run.PauseAsync(0, 1_000);
            }

            if (cycle % 2 == 0)
            {
                proxy.Release();
            }
            else
            {
                proxy.Cut();
            }

            await fleet.WaitForProgressAsync("subscriptions go on after a partition");
        });
    }
}
