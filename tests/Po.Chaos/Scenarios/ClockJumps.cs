namespace Po.Chaos;

/// <summary>S31: the clocks of the processes are set, forwards and backwards, by up to a day, and run at different speeds.</summary>
internal sealed class ClockJumps : IScenario
{
    public string Id => "S31";

    public string Title => "the clocks of the processes jump by up to a day, either way, and one runs at twice the speed";

    public string Checks => "I1 to I12: neither order nor take-over depends on what a clock shows";

    public ServerNeed Server => ServerNeed.Database;

    public int SmallCycles => 3;

    public async Task RunAsync(ChaosRun run)
    {
        await using var fleet = await Fleet.StartAsync(run, 1);
        await fleet.BeginStart(fleet.Settings with { ClockSpeed = 2 });
        await fleet.WaitForWorkersAsync(2);
        await fleet.RunCyclesAsync(every: 25, async cycle =>
        {
            await run.PauseAsync(0, 100);
            run.Tally.Fault();
            var longest = cycle % 2 == 0 ? 3_600 : 86_400;
            await fleet.Any().JumpAsync(TimeSpan.FromSeconds(run.Random.Next(-longest, longest + 1)));
            await fleet.WaitForProgressAsync("subscriptions go on after a clock was set");
        });
    }
}
