namespace Highway;

/// <summary>A subscription, as the database shows it.</summary>
internal sealed record SubscriptionRow
{
    public required string Id { get; init; }

    public required string State { get; init; }

    public long Position { get; init; }

    /// <summary>How far it is behind the last message of the cars.</summary>
    public long Lag { get; init; }

    /// <summary>The process that has committed last; 0 if none has.</summary>
    public int Owner { get; init; }

    public long Epoch { get; init; }

    /// <summary>Messages a second.</summary>
    public double Rate { get; init; }

    public long Parked { get; init; }

    public string LastError { get; init; } = "";

    public bool IsPaused { get; init; }

    public bool IsReplaying { get; init; }
}
