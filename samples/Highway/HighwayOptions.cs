namespace Highway;

/// <summary>What the command line asks for.</summary>
internal sealed record HighwayOptions
{
    public required WorkerOptions Worker { get; init; }

    public required int Workers { get; init; }

    public required int Cars { get; init; }

    /// <summary>Messages a second.</summary>
    public required int Rate { get; init; }

    /// <summary>After how long no further car drives onto the highway; null for no limit.</summary>
    public int? Seconds { get; init; }

    public required int Seed { get; init; }

    /// <summary>Whether it runs to its end by itself.</summary>
    public required bool NoInput { get; init; }

    public required int Kills { get; init; }

    public required int Freezes { get; init; }

    public required int Poisons { get; init; }
}
