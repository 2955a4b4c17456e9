namespace Po;

/// <summary>The state of a subscription's handler could be neither loaded from its snapshot nor built again; no message is to blame.</summary>
/// <param name="subscriptionId">The subscription.</param>
/// <param name="position">The position whose state is needed.</param>
/// <param name="innerException">Why.</param>
public sealed class StateLostException(string subscriptionId, long position, Exception innerException)
    : PoException(
        $"The state of the handler of subscription '{subscriptionId}' at position {position} could be neither loaded nor built again: "
        + $"{innerException?.Message} Mend that, then resume the subscription.",
        innerException)
{
    /// <summary>The subscription.</summary>
    public string SubscriptionId { get; } = subscriptionId;

    /// <summary>The position whose state is needed.</summary>
    public long Position { get; } = position;
}
