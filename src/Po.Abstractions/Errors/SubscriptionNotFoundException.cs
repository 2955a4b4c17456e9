namespace Po;

/// <summary>The store knows nothing of a subscription.</summary>
/// <param name="subscriptionId">The id that was asked for.</param>
public sealed class SubscriptionNotFoundException(string subscriptionId)
    : PoException(
        $"Nothing is stored about a subscription '{subscriptionId}'. IPoAdmin.ListAsync() lists those that the store knows; one is stored "
        + "when it has handled its first messages.")
{
    /// <summary>The id that was asked for.</summary>
    public string SubscriptionId { get; } = subscriptionId;
}
