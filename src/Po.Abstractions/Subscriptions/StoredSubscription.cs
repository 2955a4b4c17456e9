namespace Po;

/// <summary>What a store keeps about a subscription.</summary>
public sealed record StoredSubscription
{
    /// <summary>The stable name under which it is kept.</summary>
    public required string Id { get; init; }

    /// <summary>The global number up to which everything that matches has been handled or parked.</summary>
    public required long Position { get; init; }

    /// <summary>When the position, the status or what is parked was last changed, by the clock of the store.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>Whether it stands still, and what fails.</summary>
    public SubscriptionStatus Status { get; init; } = SubscriptionStatus.Running;

    /// <summary>How many messages are parked.</summary>
    /// <value>A transaction knows only whether there are any: 0 or 1, see <see cref="ISubscriptionWriter.LockedSubscription"/>.</value>
    public long ParkedMessages { get; init; }

    /// <summary>Whether parked messages are to be handed over again.</summary>
    public bool IsReplayRequested { get; init; }

    /// <summary>Whether nothing was stored about it before the transaction that has locked it.</summary>
    public bool IsNew { get; init; }

    /// <summary>Who works on it in detached mode, or has worked on it last; null if nobody does.</summary>
    public string? Owner { get; init; }

    /// <summary>How often it has changed hands: a fencing token, which never goes down as long as the subscription is stored.</summary>
    public long Epoch { get; init; }

    /// <summary>For how long it still belongs to <see cref="Owner"/>, by the clock of the store; not above zero once that is over.</summary>
    public TimeSpan LeaseLeft { get; init; }
}
