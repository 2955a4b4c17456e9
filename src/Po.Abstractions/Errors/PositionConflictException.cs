namespace Po;

/// <summary>A locked position was changed by somebody else, so the transaction that held it cannot commit.</summary>
/// <param name="subscriptionId">The subscription.</param>
/// <param name="lockedPosition">The position that was locked.</param>
public sealed class PositionConflictException(string subscriptionId, long lockedPosition)
    : PoException(
        $"The position of subscription '{subscriptionId}' is no longer {lockedPosition}, as it was when this worker locked it. "
        + "Nothing of its transaction was stored; the next one starts from the stored position.")
{
    /// <summary>The subscription.</summary>
    public string SubscriptionId { get; } = subscriptionId;

    /// <summary>The position that was locked.</summary>
    public long LockedPosition { get; } = lockedPosition;
}
