namespace Po;

/// <summary>What an operator has asked for does not fit what is there; nothing was done.</summary>
/// <param name="subscriptionId">The subscription.</param>
/// <param name="message">What does not fit and what to do.</param>
public sealed class AdministrationException(string subscriptionId, string message) : PoException(message)
{
    /// <summary>The subscription.</summary>
    public string SubscriptionId { get; } = subscriptionId;
}
