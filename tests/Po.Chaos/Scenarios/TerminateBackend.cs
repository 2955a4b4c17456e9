namespace Po.Chaos;

/// <summary>S7: the server ends connections of Po, one to three at a time: of appends, of subscriptions, of those that listen.</summary>
internal sealed class TerminateBackend : IScenario
{
    private const int Workers = 2;

    public string Id => "S7";

    public string Title => "pg_terminate_backend of random connections of Po";

    public string Checks => "I1 to I12";

    public ServerNeed Server => ServerNeed.Database;

    public int SmallCycles => 10;

    public async Task RunAsync(ChaosRun run)
    {
        await using var fleet = await Fleet.StartAsync(run, Workers);
        await fleet.RunCyclesAsync(every: 50, async cycle =>
        {
            await run.PauseAsync(0, 60);
            var backends = await fleet.Ledger.ReadAsync(
                "SELECT pid::text FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'worker%' ORDER BY backend_start, pid",
                null,
                run.Token);
            var victims = backends.OrderBy(_ => run.Random.Next()).Take(run.Random.Next(1, 4)).ToList();
            if (victims.Count > 0)
            {
                run.Tally.Fault(victims.Count);
                await fleet.Ledger.ReadAsync(
                    $"SELECT pg_terminate_backend(pid)::text FROM unnest(ARRAY[{string.Join(", ", victims)}]) AS pid", null, run.Token);
            }

            await fleet.WaitForProgressAsync("subscriptions go on after connections were ended");
        });
    }
}
