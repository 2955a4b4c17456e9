using System.Data.Common;

namespace Po.Tests;

internal sealed class FaultyTransaction(FaultyStore store, IStoreTransaction inner) : IStoreTransaction
{
    public ValueTask<long?> TryLockPositionAsync(string subscriptionId, CancellationToken cancellationToken) =>
        store.Run(StoreCall.LockPosition, () => inner.TryLockPositionAsync(subscriptionId, cancellationToken));

    public ValueTask SetPositionAsync(long position, CancellationToken cancellationToken) =>
        store.Run(StoreCall.SetPosition, () => inner.SetPositionAsync(position, cancellationToken));

    public StoredSubscription? LockedSubscription => inner.LockedSubscription;

    public ValueTask<long> LockPositionAsync(string subscriptionId, CancellationToken cancellationToken) =>
        store.Run(StoreCall.LockPosition, () => inner.LockPositionAsync(subscriptionId, cancellationToken));

    public ValueTask SetStatusAsync(SubscriptionStatus status, CancellationToken cancellationToken) =>
        store.Run(StoreCall.SetStatus, () => inner.SetStatusAsync(status, cancellationToken));

    public ValueTask SetLeaseAsync(string? owner, long epoch, TimeSpan duration, CancellationToken cancellationToken) =>
        store.Run(StoreCall.SetLease, () => inner.SetLeaseAsync(owner, epoch, duration, cancellationToken));

    public ValueTask ParkAsync(IReadOnlyList<ParkedMessage> messages, CancellationToken cancellationToken) =>
        store.Run(StoreCall.Park, () => inner.ParkAsync(messages, cancellationToken));

    public ValueTask<IReadOnlyList<ParkedStream>> FindParkedStreamsAsync(
        IReadOnlyCollection<StreamId> streams, CancellationToken cancellationToken) =>
        store.Run(StoreCall.FindParked, () => inner.FindParkedStreamsAsync(streams, cancellationToken));

    public ValueTask<IReadOnlyList<ParkedMessage>> ReadParkedAsync(ParkedRequest request, CancellationToken cancellationToken) =>
        store.Run(StoreCall.ReadParked, () => inner.ReadParkedAsync(request, cancellationToken));

    public ValueTask<long> RequestReplayAsync(StreamId? stream, bool isRequested, CancellationToken cancellationToken) =>
        store.Run(StoreCall.RequestReplay, () => inner.RequestReplayAsync(stream, isRequested, cancellationToken));

    public ValueTask<long> UnparkAsync(StreamId? stream, long from, long to, CancellationToken cancellationToken) =>
        store.Run(StoreCall.Unpark, () => inner.UnparkAsync(stream, from, to, cancellationToken));

    public ValueTask AddAuditAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        store.Run(StoreCall.AddAudit, () => inner.AddAuditAsync(entry, cancellationToken));

    public ValueTask DeleteSubscriptionAsync(CancellationToken cancellationToken) =>
        store.Run(StoreCall.DeleteSubscription, () => inner.DeleteSubscriptionAsync(cancellationToken));

    public ValueTask<DbTransaction> GetDbTransactionAsync(CancellationToken cancellationToken) =>
        inner.GetDbTransactionAsync(cancellationToken);

    public ValueTask CommitAsync() => store.Run(StoreCall.Commit, inner.CommitAsync);

    public ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken) =>
        store.Run(StoreCall.Append, () => inner.AppendAsync(request, cancellationToken));

    public ValueTask<IReadOnlyList<Record>> ReadStreamAsync(StreamId stream, PageRequest page, CancellationToken cancellationToken) =>
        store.Run(StoreCall.ReadStream, () => inner.ReadStreamAsync(stream, page, cancellationToken));

    public ValueTask<RecordPage> ReadGlobalAsync(StreamId source, PageRequest page, CancellationToken cancellationToken) =>
        store.Run(StoreCall.ReadGlobal, () => inner.ReadGlobalAsync(source, page, cancellationToken));

    public ValueTask<Record?> FindRecordAsync(Guid id, CancellationToken cancellationToken) =>
        store.Run(StoreCall.FindRecord, () => inner.FindRecordAsync(id, cancellationToken));

    public ValueTask<long> ReadLastNumberAsync(StreamId stream, CancellationToken cancellationToken) =>
        store.Run(StoreCall.ReadLastNumber, () => inner.ReadLastNumberAsync(stream, cancellationToken));

    public ValueTask<long> ReadHorizonAsync(CancellationToken cancellationToken) =>
        store.Run(StoreCall.ReadHorizon, () => inner.ReadHorizonAsync(cancellationToken));

    public ValueTask<Snapshot?> ReadSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken) =>
        store.Run(StoreCall.ReadSnapshot, () => inner.ReadSnapshotAsync(stream, name, cancellationToken));

    public ValueTask SaveSnapshotAsync(Snapshot snapshot, CancellationToken cancellationToken) =>
        store.Run(StoreCall.SaveSnapshot, () => inner.SaveSnapshotAsync(snapshot, cancellationToken));

    public ValueTask DeleteSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken) =>
        store.Run(StoreCall.DeleteSnapshot, () => inner.DeleteSnapshotAsync(stream, name, cancellationToken));

    public ValueTask<long?> TryDeleteAnotherAsync(string subscriptionId, CancellationToken cancellationToken) =>
        store.Run(StoreCall.DeleteAnother, () => inner.TryDeleteAnotherAsync(subscriptionId, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        store.TransactionEnded();
    }
}
