namespace Po.Chaos;

/// <summary>S32: processes are asked to stop under load, in the middle of a handler, twice, and with a handler that takes too long.</summary>
internal sealed class GracefulStop : IScenario
{
    private const int Workers = 2;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    public string Id => "S32";

    public string Title => "SIGTERM under load, during a handler, twice, and with a handler that outlives the grace time, in turn";

    public string Checks => "I1 to I12; the end comes within the grace time + 2 s, with exit code 0; a handler within the grace time commits, one beyond it does not";

    public ServerNeed Server => ServerNeed.Database;

    public int SmallCycles => 4;

    public async Task RunAsync(ChaosRun run)
    {
        await using var fleet = await Fleet.StartAsync(run, Workers, new WorkerSettings { GraceMilliseconds = (int)Grace.TotalMilliseconds });
        var longest = TimeSpan.Zero;
        await fleet.RunCyclesAsync(every: 20, async cycle =>
        {
            await fleet.WaitForWorkersAsync(Workers);
            await run.PauseAsync(0, 100);
            var worker = fleet.Any();
            var kind = (StopKind)(cycle % 4);
            var epoch = kind switch
            {
                StopKind.InHandler => (await worker.HoldAsync(Grace / 2, "group")).Epoch,
                StopKind.BeyondGrace => (await worker.HoldAsync(TimeSpan.FromMinutes(1), "group")).Epoch,
                _ => 0,
            };
            fleet.Remove(worker);
            _ = fleet.BeginStart();
            var time = await StopAsync(run, worker, kind);
            longest = time > longest ? time : longest;
            run.Expect(time < Grace + (2 * run.Second), "I8", $"{worker.Name} has ended only after {time} ({kind})");
            run.Expect(worker.ExitCode == 0, "I10", $"{worker.Name} has ended with {worker.ExitCode} ({kind})");
            if (kind is StopKind.InHandler or StopKind.BeyondGrace)
            {
                var rows = await fleet.Inspector.CountRowsAsync(epoch);
                run.Expect(rows > 0 == kind is StopKind.InHandler, "I2", $"the transaction in hand has left {rows} rows ({kind})");
            }

            await fleet.WaitForTakeOverAsync(worker);
        });
        run.Tally.Notes.Enqueue(FormattableString.Invariant($"longest time from SIGTERM to the end: {longest.TotalMilliseconds:0} ms, with a grace time of {Grace.TotalSeconds} s"));
    }

    private static async Task<TimeSpan> StopAsync(ChaosRun run, WorkerProcess worker, StopKind kind)
    {
        run.Tally.Fault();
        var clock = run.Clock.Start();
        worker.Signal(Signals.Terminate);
        if (kind is StopKind.Twice)
        {
            await run.PauseAsync(0, 50);
            worker.Signal(Signals.Terminate);
        }

        await worker.EndAsync();
        return clock.Elapsed;
    }

    private enum StopKind
    {
        UnderLoad,
        InHandler,
        Twice,
        BeyondGrace,
    }
}
