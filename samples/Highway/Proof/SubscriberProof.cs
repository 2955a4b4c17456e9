namespace Highway;

/// <summary>What one subscriber should have counted, and what it has.</summary>
internal sealed record SubscriberProof
{
    public required string Subscriber { get; init; }

    public required int Cars { get; init; }

    /// <summary>The messages in the streams that it has to count.</summary>
    public required long Expected { get; init; }

    /// <summary>Different messages that it has counted.</summary>
    public required long Counted { get; init; }

    public required long Missing { get; init; }

    /// <summary>How often a message was counted again.</summary>
    public required long Doubled { get; init; }

    /// <summary>Counted messages that are not in the streams.</summary>
    public required long Unfounded { get; init; }

    /// <summary>What its own table adds up to.</summary>
    public required long Total { get; init; }

    /// <summary>Messages that still wait to be replayed.</summary>
    public required long Parked { get; init; }

    public bool Holds => Missing == 0 && Doubled == 0 && Unfounded == 0 && Total == Expected && Parked == 0;
}
