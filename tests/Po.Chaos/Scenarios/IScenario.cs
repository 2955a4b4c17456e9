namespace Po.Chaos;

/// <summary>One way to break what Po stands on.</summary>
internal interface IScenario
{
    /// <summary>The name on the command line.</summary>
    string Id { get; }

    /// <summary>What is done.</summary>
    string Title { get; }

    /// <summary>The invariants that it checks.</summary>
    string Checks { get; }

    /// <summary>What it needs.</summary>
    ServerNeed Server { get; }

    /// <summary>How many cycles the small form has.</summary>
    int SmallCycles { get; }

    Task RunAsync(ChaosRun run);
}
