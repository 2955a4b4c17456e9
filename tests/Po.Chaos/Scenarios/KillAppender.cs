namespace Po.Chaos;

/// <summary>S4: a process that only appends is killed in the middle of its appends; another one hands over what was stored.</summary>
internal sealed class KillAppender : IScenario
{
    private const int Appenders = 2;
    private static readonly WorkerSettings Appender = new() { Subscribes = false, Callers = 8, PaceMilliseconds = 25 };

    public string Id => "S4";

    public string Title => "kill -9 of an appending process in the middle of its appends";

    public string Checks => "I1 I2 I4 I5 I6 I7 I8 I12";

    public ServerNeed Server => ServerNeed.Database;

    public int SmallCycles => 2;

    public async Task RunAsync(ChaosRun run)
    {
        await using var fleet = await Fleet.StartAsync(run, 1, new WorkerSettings { Callers = 0, PageSize = 200 });
        var subscriber = fleet.Running[0];
        var appender = Appender with { ConnectionString = run.Server.ConnectionString };
        for (var i = 0; i < Appenders; i++)
        {
            _ = fleet.BeginStart(appender);
        }

        await fleet.RunCyclesAsync(every: 25, async cycle =>
        {
            await fleet.WaitForWorkersAsync(1 + Appenders);
            await run.PauseAsync(20, 120);
            var appenders = fleet.Running.Where(worker => worker != subscriber).ToList();
            await fleet.KillAsync(appenders[run.Random.Next(appenders.Count)]);
            _ = fleet.BeginStart(appender);
        });
    }
}
