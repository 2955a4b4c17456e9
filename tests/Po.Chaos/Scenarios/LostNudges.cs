namespace Po.Chaos;

/// <summary>S16: nobody hears of anything; subscriptions that have come to rest find new events by polling.</summary>
internal sealed class LostNudges : IScenario
{
    private const int Subscribers = 2;

    public string Id => "S16";

    public string Title => "every notification is lost, events come after pauses";

    public string Checks => "I1 to I12; new events are handled within 2 s by polling alone";

    public ServerNeed Server => ServerNeed.Database;

    public int SmallCycles => 2;

    public async Task RunAsync(ChaosRun run)
    {
        var settings = new WorkerSettings { Callers = 0, Listens = false, MaxPollMilliseconds = 1_000 };
        await using var fleet = await Fleet.StartAsync(run, Subscribers, settings);
        var appender = await fleet.BeginStart(settings with { ConnectionString = run.Server.ConnectionString, Subscribes = false, Callers = 2 });
        await fleet.WaitForWorkersAsync(Subscribers + 1);
        await fleet.RunCyclesAsync(every: 20, async cycle =>
        {
            await appender.RestAsync();
            await run.PauseAsync(500, 1_500);
            run.Tally.Fault();
            await appender.AppendAsync();
            var time = await fleet.WaitForProgressAsync("subscriptions find new events by polling");
            run.Tally.TimeToHead(time);
            run.Expect(time < 2 * run.Second, "I8", $"new events were found only after {time}");
        });
    }
}
