namespace Po.Chaos;

/// <summary>
/// S6B: a process stands still in the middle of a handler for longer than its transaction may be idle; another one takes over, and the
/// thawed one commits nothing.
/// </summary>
internal sealed class FreezeBeyondBudget : IScenario
{
    private const int Workers = 2;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1);

    public string Id => "S6B";

    public string Title => "SIGSTOP of a worker in a handler for longer than idle_in_transaction_session_timeout";

    public string Checks => "I1 to I12; take-over within the budget (1 s) + 2 s; the thawed worker commits nothing of it";

    public ServerNeed Server => ServerNeed.Database;

    public int SmallCycles => 2;

    public async Task RunAsync(ChaosRun run)
    {
        var settings = new WorkerSettings { IdleTransactionMilliseconds = (int)Budget.TotalMilliseconds };
        await using var fleet = await Fleet.StartAsync(run, Workers, settings);
        var epochs = new List<long>();
        await fleet.RunCyclesAsync(every: 10, async cycle =>
        {
            await run.PauseAsync(0, 60);
            var worker = fleet.Any();
            var subscription = Inspector.Subscriptions[cycle % Inspector.Subscriptions.Count];
            epochs.Add((await worker.HoldAsync(Budget / 4, subscription)).Epoch);
            run.Tally.Fault();
            worker.Signal(Signals.Stop);
            try
            {
                await fleet.WaitForTakeOverAsync(worker, Budget, subscription);
            }
            finally
            {
                worker.Signal(Signals.Continue);
            }

            await fleet.WaitForProgressAsync("subscriptions go on after a worker was thawed");
        });
        foreach (var epoch in epochs)
        {
            run.Expect(await fleet.Inspector.CountRowsAsync(epoch) == 0, "I2", $"a worker that was thawed too late has committed transaction {epoch}");
        }
    }
}
