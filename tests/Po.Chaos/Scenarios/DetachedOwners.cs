namespace Po.Chaos;

/// <summary>
/// S6D: the process that a detached subscription is leased to is killed, or stands still for longer than its lease, in turn; another one takes over.
/// </summary>
internal sealed class DetachedOwners : IScenario
{
    private const int Workers = 3;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);

    // Messages without an effect.
    private const string Missing = """
        SELECT 'effect of ' || global_number FROM po_records
        WHERE stream_group = 'work' AND NOT EXISTS (SELECT FROM effects AS e WHERE e.global_number = po_records.global_number)
        """;

    // Effects after one of a later epoch, effects out of order within an epoch, and effects that were repeated within one.
    private const string Wrong = """
        SELECT 'epoch ' || epoch || ' after ' || before FROM (SELECT epoch, lag(epoch) OVER (ORDER BY sequence) AS before FROM effects) AS steps
        WHERE before > epoch
        UNION ALL
        SELECT global_number || ' after ' || before FROM
        (SELECT global_number, lag(global_number) OVER (PARTITION BY epoch ORDER BY sequence) AS before FROM effects) AS steps
        WHERE before >= global_number
        """;

    public string Id => "S6D";

    public string Title => "kill -9, and SIGSTOP for longer than the lease, in turn, of the process that has a detached subscription";

    public string Checks => "I1 to I12; every message has its effect, epochs never go down, no effect comes twice in one epoch; take-over within the lease (1 s) + 2 s";

    public ServerNeed Server => ServerNeed.Database;

    public int SmallCycles => 4;

    public async Task RunAsync(ChaosRun run)
    {
        var settings = new WorkerSettings { LeaseMilliseconds = (int)Lease.TotalMilliseconds };
        await using var fleet = await Fleet.StartAsync(run, Workers, settings);
        await fleet.RunCyclesAsync(every: 10, async cycle =>
        {
            await fleet.WaitForWorkersAsync(Workers - 1);
            await run.PauseAsync(0, 100);
            var owner = await FindOwnerAsync(fleet);
            await (cycle % 2 == 0 ? KillAsync(fleet, owner) : FreezeAsync(fleet, owner));
            if (cycle == run.Cycles)
            {
                // The last look is after the processes have ended.
                await fleet.CheckAsync();
                await run.WaitAsync(run.HeadLimit, async () => (await fleet.Ledger.ReadAsync(Missing + " LIMIT 1", null, run.Token)).Count == 0);
            }
        });
        var missing = await fleet.Ledger.ReadAsync(Missing, null, run.Token);
        run.Tally.Lost += missing.Count;
        run.Expect(missing.Count == 0, "I1", string.Join("; ", missing.Take(10)));
        var wrong = await fleet.Ledger.ReadAsync(Wrong, null, run.Token);
        run.Expect(wrong.Count == 0, "I9", string.Join("; ", wrong.Take(10)));

        // Of an epoch that ended before its first effect nothing is left there.
        var epoch = await fleet.Ledger.ReadNumberAsync(
            $"SELECT epoch FROM po_subscriptions WHERE subscription_id = '{EffectHandler.Subscription}'", run.Token);
        run.Expect(epoch > run.Cycles, "I9", $"{run.Cycles} times the owner was gone, and this is epoch {epoch} only");
    }

    private static async Task KillAsync(Fleet fleet, WorkerProcess owner)
    {
        var killed = fleet.KillAsync(owner);
        _ = fleet.BeginStart();
        await WaitForOthersAsync(fleet, owner);
        await killed;
    }

    private static async Task FreezeAsync(Fleet fleet, WorkerProcess owner)
    {
        fleet.Run.Tally.Fault();
        await owner.HoldAsync(Lease / 4, EffectHandler.Subscription);
        owner.Signal(Signals.Stop);
        try
        {
            await WaitForOthersAsync(fleet, owner);
        }
        finally
        {
            owner.Signal(Signals.Continue);
        }

        await fleet.WaitForProgressAsync("subscriptions go on after a worker was thawed");
    }

    // Whoever has it now: an owner that has just gone is passed on from within the lease.
    private static async Task<WorkerProcess> FindOwnerAsync(Fleet fleet)
    {
        WorkerProcess? owner = null;
        await fleet.Run.RequireAsync(fleet.Run.HeadLimit, "I8", "a detached subscription has an owner", async () =>
        {
            var owners = await fleet.Ledger.ReadAsync(
                $"SELECT split_part(owner, ':', 2) FROM po_subscriptions WHERE subscription_id = '{EffectHandler.Subscription}' AND leased_until > clock_timestamp()",
                null,
                fleet.Run.Token);
            owner = fleet.Running.FirstOrDefault(worker => owners.Contains($"{worker.Id}"));
            return owner is not null;
        });
        return owner!;
    }

    private static async Task WaitForOthersAsync(Fleet fleet, WorkerProcess owner)
    {
        var clock = fleet.Run.Clock.Start();
        var before = await fleet.Ledger.ReadNumberAsync("SELECT coalesce(max(sequence), 0) FROM effects", fleet.Run.Token);
        await fleet.Run.RequireAsync(Lease + fleet.Run.HeadLimit, "I8", $"others take over from {owner.Name}", async () =>
            await fleet.Ledger.ReadNumberAsync(
                $"SELECT count(*) FROM effects WHERE sequence > {before} AND process <> '{owner.Name}'", fleet.Run.Token) > 0);
        var time = clock.Elapsed;
        fleet.Run.Tally.TakeOver(time);
        fleet.Run.Expect(time < Lease + fleet.Run.TakeOverLimit, "I8", $"others have taken over from {owner.Name} only after {time}");
    }
}
