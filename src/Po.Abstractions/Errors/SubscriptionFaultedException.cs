namespace Po;

/// <summary>A subscription is paused because a message has failed, or the store has refused to work, at every attempt; or somebody has paused it.</summary>
/// <param name="subscriptionId">The subscription.</param>
/// <param name="position">Its position: what has failed comes after it.</param>
/// <param name="innerException">The last failure.</param>
public sealed class SubscriptionFaultedException(string subscriptionId, long position, Exception innerException)
    : PoException(
        $"Subscription '{subscriptionId}' is paused after position {position}: {innerException?.Message} Mend the cause, then resume "
        + "it: ISubscription.Resume here, IPoAdmin.ResumeAsync anywhere.",
        innerException)
{
    /// <summary>The subscription.</summary>
    public string SubscriptionId { get; } = subscriptionId;

    /// <summary>Its position: what has failed comes after it.</summary>
    public long Position { get; } = position;
}
