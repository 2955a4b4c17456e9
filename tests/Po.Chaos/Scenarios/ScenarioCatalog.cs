namespace Po.Chaos;

/// <summary>All scenarios, in the order of the documentation.</summary>
internal static class ScenarioCatalog
{
    public static IReadOnlyList<IScenario> All { get; } =
    [
        new KillWorker(),
        new PartitionOwners(),
        new KillAppender(),
        new Failpoints(),
        new FreezeWorker(),
        new FreezeBeyondBudget(),
        new DetachedOwners(),
        new TerminateBackend(),
        new CancelBackend(),
        new RestartServer(isCrash: true),
        new RestartServer(isCrash: false),
        new HalfOpenListener(),
        new LostNudges(),
        new NudgeStorm(),
        new Partition(),
        new UnrelatedTransactions(),
        new HeldTransaction(isRolledBack: false),
        new HeldTransaction(isRolledBack: true),
        new PoisonEvents(),
        new HandlersThatAppend(),
        new Deadlocks(),
        new ClockJumps(),
        new GracefulStop(),
    ];

    public static IScenario? Find(string id) => All.FirstOrDefault(scenario => string.Equals(scenario.Id, id, StringComparison.OrdinalIgnoreCase));
}
