using System.Globalization;

namespace Po.Chaos;

/// <summary>S9 and S11: the server is restarted while everybody is at work.</summary>
/// <param name="isCrash">Whether it crashes; otherwise it is asked to stop, in one of the two polite ways.</param>
internal sealed class RestartServer(bool isCrash) : IScenario
{
    private const int Workers = 2;

    public string Id => isCrash ? "S9" : "S11";

    public string Title => isCrash
        ? "pg_ctl restart -m immediate under load"
        : "restart of the server under load, -m fast and -m smart in turn: a smart stop lets nobody in any more, then a fast one ends the rest";

    public string Checks => "I1 to I12";

    public ServerNeed Server => ServerNeed.Own;

    public int SmallCycles => isCrash ? 1 : 2;

    public async Task RunAsync(ChaosRun run)
    {
        await using var fleet = await Fleet.StartAsync(run, Workers);
        var postmaster = Path.Combine((await fleet.Ledger.ReadAsync("SHOW data_directory", null, run.Token))[0], "postmaster.pid");
        await fleet.RunCyclesAsync(every: 10, async cycle =>
        {
            await run.PauseAsync(50, 300);
            run.Tally.Fault();
            if (!isCrash && cycle % 2 == 0)
            {
                var lines = await File.ReadAllLinesAsync(postmaster, run.Token);
                Signals.Send(int.Parse(lines[0], CultureInfo.InvariantCulture), Signals.Terminate);
                await run.PauseAsync(100, 500);
            }

            await run.Server.Cluster.RestartAsync(isCrash ? "immediate" : "fast");
            fleet.Ledger.Reconnect();
            run.Tally.TimeToHead(await fleet.WaitForProgressAsync("subscriptions go on after the server was restarted"));
        });
    }
}
