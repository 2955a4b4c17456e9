namespace Po;

/// <summary>A subscription cannot be rebuilt, or its handler does something that a rebuild must not do; nothing of the subscription has changed.</summary>
/// <param name="subscriptionId">The subscription.</param>
/// <param name="reason">Why, and what to do.</param>
public sealed class RebuildRefusedException(string subscriptionId, string reason)
    : PoException($"Subscription '{subscriptionId}' cannot be rebuilt: {reason}")
{
    /// <summary>The subscription.</summary>
    public string SubscriptionId { get; } = subscriptionId;

    /// <summary>Why, and what to do.</summary>
    public string Reason { get; } = reason;
}
