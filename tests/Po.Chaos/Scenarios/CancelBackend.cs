namespace Po.Chaos;

/// <summary>S8: the server cancels whatever statement of Po it finds under way: appends, commits, pages, rows of handlers.</summary>
internal sealed class CancelBackend : IScenario
{
    private const int Workers = 2;
    private const int Rounds = 10;

    public string Id => "S8";

    public string Title => "pg_cancel_backend of whatever statement is under way, ten times a cycle";

    public string Checks => "I1 to I12, I7 above all";

    public ServerNeed Server => ServerNeed.Database;

    public int SmallCycles => 5;

    public async Task RunAsync(ChaosRun run)
    {
        await using var fleet = await Fleet.StartAsync(run, Workers, new WorkerSettings { Callers = 6, PaceMilliseconds = 40 });
        await fleet.RunCyclesAsync(every: 50, async cycle =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                await run.PauseAsync(0, 8);
                run.Tally.Fault((int)await fleet.Ledger.ReadNumberAsync(
                    """
                    SELECT count(*) FILTER (WHERE pg_cancel_backend(pid)) FROM pg_stat_activity
                    WHERE datname = current_database() AND application_name LIKE 'worker%' AND state = 'active'
                    """,
                    run.Token));
            }

            await fleet.WaitForProgressAsync("subscriptions go on after statements were cancelled");
        });
    }
}
