namespace Po.Chaos;

/// <summary>S15: the connections that listen are up and silent; polling finds what is new, and the processes find out and listen anew.</summary>
internal sealed class HalfOpenListener : IScenario
{
    private const int Subscribers = 2;

    public string Id => "S15";

    public string Title => "the connections that LISTEN are half-open";

    public string Checks => "I1 to I12; new events are handled within 2 s by polling; found out within 20 s, and listened anew a second later";

    public ServerNeed Server => ServerNeed.Database;

    public int SmallCycles => 1;

    public async Task RunAsync(ChaosRun run)
    {
        await using var proxy = new LineProxy(run.Server.ConnectionString);
        var settings = new WorkerSettings { ConnectionString = proxy.ConnectionString, Callers = 0, MaxPollMilliseconds = 1_000 };
        await using var fleet = await Fleet.StartAsync(run, Subscribers, settings);
        _ = fleet.BeginStart(settings with { ConnectionString = run.Server.ConnectionString, Subscribes = false, Callers = 2, PaceMilliseconds = 50 });
        await fleet.WaitForWorkersAsync(Subscribers + 1);
        await run.RequireAsync(run.HeadLimit, "I8", "every process listens", () => Task.FromResult(proxy.Listening == Subscribers));
        var longest = TimeSpan.Zero;
        await fleet.RunCyclesAsync(every: 1, async cycle =>
        {
            await run.PauseAsync(0, 500);
            var before = proxy.Listening;
            run.Tally.Fault();
            proxy.HoldListening();
            var clock = run.Clock.Start();
            await run.RequireAsync(21 * run.Second, "I8", "every process listens anew", async () =>
            {
                var step = await fleet.WaitForProgressAsync("subscriptions go on although nothing is heard");
                run.Tally.TimeToHead(step);
                run.Expect(step < 2 * run.Second, "I8", $"new events were found only after {step}");
                return proxy.Listening >= before + Subscribers;
            });
            longest = clock.Elapsed > longest ? clock.Elapsed : longest;
        });
        run.Tally.Notes.Enqueue(FormattableString.Invariant($"longest time until every process listened anew: {longest.TotalSeconds:0.0} s"));
    }
}
