namespace Po.Chaos;

/// <summary>S6: a process stands still for less than its time-out, every other time in the middle of a handler; nobody takes over what it holds.</summary>
internal sealed class FreezeWorker : IScenario
{
    private const int Workers = 2;
    private static readonly TimeSpan Held = TimeSpan.FromMilliseconds(150);

    public string Id => "S6";

    public string Title => "SIGSTOP of a worker for less than the time-out of its transaction";

    public string Checks => "I1 to I12; nobody goes on with what it holds, and it commits it afterwards";

    public ServerNeed Server => ServerNeed.Database;

    public int SmallCycles => 4;

    public async Task RunAsync(ChaosRun run)
    {
        await using var fleet = await Fleet.StartAsync(run, Workers);
        await fleet.RunCyclesAsync(every: 20, async cycle =>
        {
            await run.PauseAsync(0, 60);
            var worker = fleet.Any();
            var epoch = cycle % 2 == 0 ? (await worker.HoldAsync(Held, "group")).Epoch : 0;
            run.Tally.Fault();
            worker.Signal(Signals.Stop);
            try
            {
                var before = await ReadLastAsync(fleet);
                await run.PauseAsync(100, 400);
                run.Expect(epoch == 0 || await ReadLastAsync(fleet) == before, "I9", "somebody has gone on with what a frozen worker holds");
            }
            finally
            {
                worker.Signal(Signals.Continue);
            }

            run.Tally.TimeToHead(await fleet.WaitForProgressAsync("subscriptions go on after a worker was thawed"));
            run.Expect(epoch == 0 || await fleet.Inspector.CountRowsAsync(epoch) > 0, "I2", "a worker that was thawed in time has not committed");
        });
    }

    private static Task<long> ReadLastAsync(Fleet fleet) => fleet.Ledger.ReadNumberAsync(
        "SELECT coalesce(max(global_number), 0) FROM ledger WHERE subscription = 'group'", fleet.Run.Token);
}
