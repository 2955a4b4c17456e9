namespace Po;

/// <summary>A stored position lies beyond everything that the store holds: the store has lost history, for example by an old backup.</summary>
/// <param name="subscriptionId">The subscription.</param>
/// <param name="position">Its position.</param>
/// <param name="lastGlobalNumber">The last global number that the store has given out.</param>
public sealed class HistoryLostException(string subscriptionId, long position, long lastGlobalNumber)
    : PoException(
        $"Subscription '{subscriptionId}' has handled everything up to {position}, but the store ends at {lastGlobalNumber}: it has "
        + "lost history. Restore the store, or delete the position and rebuild what the subscription has written.")
{
    /// <summary>The subscription.</summary>
    public string SubscriptionId { get; } = subscriptionId;

    /// <summary>Its position.</summary>
    public long Position { get; } = position;

    /// <summary>The last global number that the store has given out.</summary>
    public long LastGlobalNumber { get; } = lastGlobalNumber;
}
