namespace Po.Chaos;

/// <summary>All scenarios, in the order of the documentation.</summary>
internal static class ScenarioCatalog
{
    public static IReadOnlyList<IScenario> All { get; } =
    [
        new KillWorker(),
    ];

    public static IScenario? Find(string id) => All.FirstOrDefault(scenario => string.Equals(scenario.Id, id, StringComparison.OrdinalIgnoreCase));
}
