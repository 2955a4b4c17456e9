namespace Po;

/// <summary>Reads what is stored about subscriptions, without locking anything.</summary>
public interface ISubscriptionReader
{
    /// <summary>Reads one subscription.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was committed about it; null if nothing ever was. How many messages are parked is only said to be 0 or at least 1.</returns>
    ValueTask<StoredSubscription?> ReadSubscriptionAsync(string subscriptionId, CancellationToken cancellationToken);

    /// <summary>Reads all subscriptions, by id in ordinal order, with the number of their parked messages.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<StoredSubscription>> ReadSubscriptionsAsync(CancellationToken cancellationToken);

    /// <summary>Reads parked messages of a subscription.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="request">Which of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<ParkedMessage>> ReadParkedAsync(
        string subscriptionId, ParkedRequest request, CancellationToken cancellationToken);

    /// <summary>Reads what was done to subscriptions, the newest entry first.</summary>
    /// <param name="subscriptionId">Only the entries of this subscription; of all if null.</param>
    /// <param name="before">Only entries with a lower number; <see cref="long.MaxValue"/> to start with the newest.</param>
    /// <param name="maxCount">The most entries to return, at least 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<AuditEntry>> ReadAuditAsync(
        string? subscriptionId, long before, int maxCount, CancellationToken cancellationToken);
}
