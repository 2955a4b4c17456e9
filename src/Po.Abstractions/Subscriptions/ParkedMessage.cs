namespace Po;

/// <summary>A message that waits because it has failed, or because it comes after one of the same stream that has.</summary>
public sealed record ParkedMessage
{
    /// <summary>Its place in the store.</summary>
    public required long GlobalNumber { get; init; }

    /// <summary>Its stream.</summary>
    public required StreamId Stream { get; init; }

    /// <summary>How many attempts at it have failed; 0 for one that only waits behind another.</summary>
    public int Attempts { get; init; }

    /// <summary>The last error; null for one that only waits.</summary>
    /// <value>At most <see cref="SubscriptionStatus.MaxErrorLength"/> characters.</value>
    public string? Error { get; init; }

    /// <summary>When it was parked.</summary>
    public required DateTimeOffset ParkedAt { get; init; }

    /// <summary>Whether it is to be handed over again.</summary>
    public bool IsReplayRequested { get; init; }
}
