using Microsoft.Extensions.Logging;

namespace Po;

internal static partial class Log
{
    [LoggerMessage(PoEventId.NudgeNotSent, LogLevel.Warning, "A nudge could not be sent; subscriptions of other processes find the records by polling.")]
    public static partial void NudgeNotSent(ILogger logger, Exception exception);

    [LoggerMessage(PoEventId.NotListening, LogLevel.Warning, "Nudges cannot be received; subscriptions find new records by polling.")]
    public static partial void NotListening(ILogger logger, Exception exception);

    [LoggerMessage(PoEventId.SubscriptionStarted, LogLevel.Information, "Subscription {SubscriptionId} on {Source} has started.")]
    public static partial void SubscriptionStarted(ILogger logger, string subscriptionId, StreamId source);

    [LoggerMessage(PoEventId.SubscriptionStateChanged, LogLevel.Debug, "Subscription {SubscriptionId} is now {State}, it was {Previous}; position {Position}, lag {Lag}.")]
    public static partial void SubscriptionStateChanged(
        ILogger logger, string subscriptionId, SubscriptionState state, SubscriptionState previous, long position, long lag);

    [LoggerMessage(PoEventId.SubscriptionStandsBy, LogLevel.Information, "Subscription {SubscriptionId} stands by: another worker holds it.")]
    public static partial void SubscriptionStandsBy(ILogger logger, string subscriptionId);

    [LoggerMessage(PoEventId.HandlerFailed, LogLevel.Warning, "Subscription {SubscriptionId}: message {GlobalNumber} ({MessageType} {Number} of {Stream}) has failed at attempt {Attempt} of {MaxAttempts}; the next one follows in {Delay}.")]
    public static partial void HandlerFailed(
        ILogger logger,
        Exception exception,
        string subscriptionId,
        long globalNumber,
        string messageType,
        long number,
        StreamId stream,
        int attempt,
        int maxAttempts,
        TimeSpan delay);

    [LoggerMessage(PoEventId.SubscriptionPaused, LogLevel.Error, "Subscription {SubscriptionId} is paused after position {Position}. Mend the cause, then resume it: ISubscription.Resume here, IPoAdmin.ResumeAsync anywhere.")]
    public static partial void SubscriptionPaused(ILogger logger, Exception exception, string subscriptionId, long position);

    [LoggerMessage(PoEventId.SubscriptionResumed, LogLevel.Information, "Subscription {SubscriptionId} is resumed after position {Position}.")]
    public static partial void SubscriptionResumed(ILogger logger, string subscriptionId, long position);

    [LoggerMessage(PoEventId.SubscriptionStoreFailed, LogLevel.Warning, "Subscription {SubscriptionId} cannot work with its store (attempt {Attempt}); it tries again in {Delay}.")]
    public static partial void SubscriptionStoreFailed(
        ILogger logger, Exception exception, string subscriptionId, int attempt, TimeSpan delay);

    [LoggerMessage(PoEventId.SubscriptionPositionMoved, LogLevel.Information, "Subscription {SubscriptionId}: the stored position is {Position}, this worker knew {Known}; it goes on from the stored one.")]
    public static partial void SubscriptionPositionMoved(ILogger logger, string subscriptionId, long position, long known);

    [LoggerMessage(PoEventId.SubscriptionStopped, LogLevel.Information, "Subscription {SubscriptionId} has stopped at position {Position}.")]
    public static partial void SubscriptionStopped(ILogger logger, string subscriptionId, long position);

    [LoggerMessage(PoEventId.HandlerCancelled, LogLevel.Warning, "Subscription {SubscriptionId}: the message in flight did not end within the grace time of {GraceTime}; its work is rolled back and comes again.")]
    public static partial void HandlerCancelled(ILogger logger, string subscriptionId, TimeSpan graceTime);

    [LoggerMessage(PoEventId.HandlerAbandoned, LogLevel.Error, "Subscription {SubscriptionId}: the handler ignores that its token is cancelled and is left to itself. What is not committed when the process ends is rolled back and comes again; mend the handler to pass its token on.")]
    public static partial void HandlerAbandoned(ILogger logger, string subscriptionId);

    [LoggerMessage(PoEventId.MessageHandled, LogLevel.Trace, "Subscription {SubscriptionId} has handled message {GlobalNumber} ({MessageType} {Number} of {Stream}).")]
    public static partial void MessageHandled(
        ILogger logger, string subscriptionId, long globalNumber, string messageType, long number, StreamId stream);

    [LoggerMessage(PoEventId.StatusNotStored, LogLevel.Warning, "Subscription {SubscriptionId}: what fails, or that it is resumed, could not be stored yet; other processes do not know of it.")]
    public static partial void StatusNotStored(ILogger logger, Exception exception, string subscriptionId);

    [LoggerMessage(PoEventId.MessageGivenUp, LogLevel.Error, "Subscription {SubscriptionId}: message {GlobalNumber} ({MessageType} {Number} of {Stream}) has failed {Attempts} times and is given up: {Policy}.")]
    public static partial void MessageGivenUp(
        ILogger logger,
        Exception exception,
        string subscriptionId,
        long globalNumber,
        string messageType,
        long number,
        StreamId stream,
        int attempts,
        FailurePolicy policy);

    [LoggerMessage(PoEventId.MessagesParked, LogLevel.Warning, "Subscription {SubscriptionId}: {Count} messages wait behind a parked one of their stream.")]
    public static partial void MessagesParked(ILogger logger, string subscriptionId, int count);

    [LoggerMessage(PoEventId.MessageReplayed, LogLevel.Information, "Subscription {SubscriptionId}: parked message {GlobalNumber} of {Stream} is handled.")]
    public static partial void MessageReplayed(ILogger logger, string subscriptionId, long globalNumber, StreamId stream);

    [LoggerMessage(PoEventId.ReplayFailed, LogLevel.Error, "Subscription {SubscriptionId}: parked message {GlobalNumber} of {Stream} has failed again; its stream stays parked.")]
    public static partial void ReplayFailed(
        ILogger logger, Exception exception, string subscriptionId, long globalNumber, StreamId stream);

    [LoggerMessage(PoEventId.SubscriptionStartsAfter, LogLevel.Information, "Subscription {SubscriptionId} is new and starts after {GlobalNumber}.")]
    public static partial void SubscriptionStartsAfter(ILogger logger, string subscriptionId, long globalNumber);

    [LoggerMessage(PoEventId.SubscriptionChanged, LogLevel.Warning, "Subscription {SubscriptionId}: {Action} by {Actor}. {Detail}")]
    public static partial void SubscriptionChanged(
        ILogger logger, string subscriptionId, AuditAction action, string actor, string detail);

    [LoggerMessage(PoEventId.SubscriptionLeased, LogLevel.Information, "Subscription {SubscriptionId} is leased by this process, epoch {Epoch}.")]
    public static partial void SubscriptionLeased(ILogger logger, string subscriptionId, long epoch);

    [LoggerMessage(PoEventId.LeaseLost, LogLevel.Warning, "Subscription {SubscriptionId}: the lease of epoch {Epoch} could not be kept. What was handled since its last position may come again elsewhere.")]
    public static partial void LeaseLost(ILogger logger, string subscriptionId, long epoch);

    [LoggerMessage(PoEventId.UnknownMessageSkipped, LogLevel.Warning, "Subscription {SubscriptionId} passes messages of type {MessageType}, which is not registered, from {GlobalNumber} on; this is said once for each type.")]
    public static partial void UnknownMessageSkipped(ILogger logger, string subscriptionId, string messageType, long globalNumber);

    [LoggerMessage(PoEventId.StateRebuilt, LogLevel.Information, "Subscription {SubscriptionId}: the state of its handler is built again from {Count} messages up to {GlobalNumber}.")]
    public static partial void StateRebuilt(ILogger logger, string subscriptionId, int count, long globalNumber);

    [LoggerMessage(PoEventId.RebuildStarted, LogLevel.Information, "Subscription {SubscriptionId} is rebuilt into {Target}.")]
    public static partial void RebuildStarted(ILogger logger, string subscriptionId, string target);

    [LoggerMessage(PoEventId.RebuildFailed, LogLevel.Warning, "The rebuild of subscription {SubscriptionId} into {Target} has failed; it tries again in {Delay}.")]
    public static partial void RebuildFailed(ILogger logger, Exception exception, string subscriptionId, string target, TimeSpan delay);

    [LoggerMessage(PoEventId.RebuildPaused, LogLevel.Warning, "The rebuild of subscription {SubscriptionId} into {Target} is paused after position {Position}; the live subscription goes on as before.")]
    public static partial void RebuildPaused(
        ILogger logger, Exception? exception, string subscriptionId, string target, long position);

    [LoggerMessage(PoEventId.RebuildResumed, LogLevel.Information, "The rebuild of subscription {SubscriptionId} into {Target} is resumed after position {Position}.")]
    public static partial void RebuildResumed(ILogger logger, string subscriptionId, string target, long position);

    [LoggerMessage(PoEventId.RebuildCompleted, LogLevel.Warning, "Subscription {SubscriptionId} is rebuilt: {Target} is its content, up to {Position}; {Handled} messages were handed over here.")]
    public static partial void RebuildCompleted(ILogger logger, string subscriptionId, string target, long position, long handled);

    [LoggerMessage(PoEventId.ObserverFailed, LogLevel.Warning, "An observer has thrown; the work that it observes goes on.")]
    public static partial void ObserverFailed(ILogger logger, Exception exception);

    [LoggerMessage(PoEventId.SnapshotPassedOver, LogLevel.Information, "The snapshot {Name} of {Stream} is passed over: {Reason}. The fold starts with the first message.")]
    public static partial void SnapshotPassedOver(ILogger logger, string name, StreamId stream, string reason);

    [LoggerMessage(PoEventId.SnapshotNotSaved, LogLevel.Warning, "The snapshot {Name} of {Stream} could not be saved; nothing is lost but time.")]
    public static partial void SnapshotNotSaved(ILogger logger, Exception exception, string name, StreamId stream);

    [LoggerMessage(PoEventId.SnapshotNotRead, LogLevel.Warning, "The snapshot {Name} of {Stream} could not be read; the fold starts with the first message.")]
    public static partial void SnapshotNotRead(ILogger logger, Exception exception, string name, StreamId stream);

    [LoggerMessage(PoEventId.SnapshotsDropped, LogLevel.Warning, "More snapshots are to be saved than the store takes: {Length}, or {Bytes} bytes, wait already. Others are dropped until none waits; nothing is lost but time.")]
    public static partial void SnapshotsDropped(ILogger logger, int length, int bytes);

    [LoggerMessage(PoEventId.SnapshotsAbandoned, LogLevel.Warning, "{Count} snapshots could not be written within the grace time of {GraceTime}; nothing is lost but time.")]
    public static partial void SnapshotsAbandoned(ILogger logger, int count, TimeSpan graceTime);

    [LoggerMessage(PoEventId.SnapshotNotForgotten, LogLevel.Warning, "The snapshot {Name} of {Stream} was deleted in a transaction, and may have been written again before that has committed: delete it once more if it must not be there.")]
    public static partial void SnapshotNotForgotten(ILogger logger, Exception exception, string name, StreamId stream);

    [LoggerMessage(PoEventId.StandsAtStop, LogLevel.Warning, "Subscription {SubscriptionId} stands after {Position}, where it is to be split otherwise. It goes on when that is done; finish it if it was interrupted.")]
    public static partial void StandsAtStop(ILogger logger, string subscriptionId, long position);

    [LoggerMessage(PoEventId.SubscriptionSplit, LogLevel.Information, "Subscription {SubscriptionId} is split into {Partitions} from {Position} on.")]
    public static partial void SubscriptionSplit(ILogger logger, string subscriptionId, int partitions, long position);

    [LoggerMessage(PoEventId.OtherPartitions, LogLevel.Warning, "Subscription {SubscriptionId} goes on in {Stored} partitions, as it is stored, and not in {Configured}, as it is configured. To change what is stored call IPoAdmin.RepartitionAsync(\"{SubscriptionId}\", {Configured}), or configure what is stored.")]
    public static partial void OtherPartitions(ILogger logger, string subscriptionId, int stored, int configured);

    [LoggerMessage(PoEventId.PartitionReleased, LogLevel.Information, "Partition {SubscriptionId} is left to another process: this one has more than its share.")]
    public static partial void PartitionReleased(ILogger logger, string subscriptionId);
}
