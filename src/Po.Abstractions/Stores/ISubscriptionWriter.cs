namespace Po;

/// <summary>Changes what is stored about the subscription that a transaction has locked; stored with the commit, or not at all.</summary>
/// <remarks>
/// Without a lock every call throws <see cref="InvalidOperationException"/>, as does one that is to change what
/// <see cref="DeleteSubscriptionAsync"/> has removed. Reads see what this transaction has changed.
/// </remarks>
public interface ISubscriptionWriter
{
    /// <summary>What was stored about the locked subscription when it was locked; null if none is locked.</summary>
    /// <value>Of its parked messages it says only whether there are any: 0 or 1.</value>
    StoredSubscription? LockedSubscription { get; }

    /// <summary>Stores whether the subscription stands still and what fails.</summary>
    /// <param name="status">The whole new status.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask SetStatusAsync(SubscriptionStatus status, CancellationToken cancellationToken);

    /// <summary>Stores to whom the subscription belongs, from the moment of the call on by the clock of the store.</summary>
    /// <param name="owner">The owner, 1 to 200 characters; null to give it up, which keeps the epoch.</param>
    /// <param name="epoch">The epoch: one more than before if it changes hands, otherwise the same.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask SetLeaseAsync(string? owner, long epoch, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Parks messages. One that is parked already gets the new error, attempts and request, and keeps when it was parked.</summary>
    /// <param name="messages">The messages, in any order.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask ParkAsync(IReadOnlyList<ParkedMessage> messages, CancellationToken cancellationToken);

    /// <summary>Which of some streams have parked messages.</summary>
    /// <param name="streams">The streams to look for, each once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Those that have, in any order. A stream is to be replayed if any of its messages is.</returns>
    ValueTask<IReadOnlyList<ParkedStream>> FindParkedStreamsAsync(
        IReadOnlyCollection<StreamId> streams, CancellationToken cancellationToken);

    /// <summary>Reads parked messages.</summary>
    /// <param name="request">Which of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<ParkedMessage>> ReadParkedAsync(ParkedRequest request, CancellationToken cancellationToken);

    /// <summary>Asks, or no longer asks, for parked messages to be handed over again.</summary>
    /// <param name="stream">Those of this stream; all if null.</param>
    /// <param name="isRequested">Whether they are to be handed over.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many messages that concerns.</returns>
    ValueTask<long> RequestReplayAsync(StreamId? stream, bool isRequested, CancellationToken cancellationToken);

    /// <summary>Removes parked messages.</summary>
    /// <param name="stream">Those of this stream; of every stream if null.</param>
    /// <param name="from">From this global number on, itself included.</param>
    /// <param name="to">Up to this global number, itself included.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many were removed.</returns>
    ValueTask<long> UnparkAsync(StreamId? stream, long from, long to, CancellationToken cancellationToken);

    /// <summary>Notes what is done to the subscription.</summary>
    /// <param name="entry">The entry; the store gives it its number.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask AddAuditAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>Removes the position, the status and what is parked; what was noted about it stays.</summary>
    /// <remarks>Nothing but audit entries can follow it in the transaction.</remarks>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask DeleteSubscriptionAsync(CancellationToken cancellationToken);

    /// <summary>Locks another subscription, too, until the transaction ends, and removes with the commit what is stored about it.</summary>
    /// <remarks>For what takes another subscription's place. At most one in a transaction.</remarks>
    /// <param name="subscriptionId">Another one than the locked one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its position; null, at once, if another transaction holds it, or nothing was ever committed about it.</returns>
    ValueTask<long?> TryDeleteAnotherAsync(string subscriptionId, CancellationToken cancellationToken);
}
