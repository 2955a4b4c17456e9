using System.Data.Common;

namespace Po.Testing;

// A transaction whose commit fails to order.
internal sealed class FaultyTransaction(FaultyStore store, IStoreTransaction inner, PoTestFaults faults) : IStoreTransaction
{
    private long? _movedTo;
    private bool _hasAppended;
    private bool _hasCommitted;

    /// <summary>The subscription whose position is locked; null if none is.</summary>
    public string? LockedId { get; set; }

    public StoredSubscription? LockedSubscription => inner.LockedSubscription;

    public async ValueTask<long?> TryLockPositionAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        var position = await store.RunAsync(() => inner.TryLockPositionAsync(subscriptionId, cancellationToken)).ConfigureAwait(false);
        LockedId = position is null ? LockedId : subscriptionId;
        return position;
    }

    public async ValueTask<long> LockPositionAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        var position = await store.RunAsync(() => inner.LockPositionAsync(subscriptionId, cancellationToken)).ConfigureAwait(false);
        LockedId = subscriptionId;
        return position;
    }

    public ValueTask SetPositionAsync(long position, CancellationToken cancellationToken)
    {
        _movedTo = position;
        return store.RunAsync(() => inner.SetPositionAsync(position, cancellationToken));
    }

    public async ValueTask CommitAsync()
    {
        var strike = LockedId is not null && _movedTo is { } position ? faults.TakeStrike(LockedId, position) : Strike.None;
        if (strike is Strike.Before)
        {
            throw PoTestFaults.Create("a test lets the process die before the commit");
        }

        await store.RunAsync(inner.CommitAsync).ConfigureAwait(false);
        _hasCommitted = true;
        if (_movedTo is not null)
        {
            faults.Forget(LockedId!);
        }

        if (strike is Strike.After)
        {
            throw PoTestFaults.Create("a test lets the connection be lost in the commit, which has succeeded");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        if (LockedId is not null && !_hasCommitted)
        {
            faults.Forget(LockedId);
        }
    }

    public ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        var isFirst = !_hasAppended;
        _hasAppended = true;
        return store.AppendAsync(inner, request, isFirst, cancellationToken);
    }

    public ValueTask<DbTransaction> GetDbTransactionAsync(CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.GetDbTransactionAsync(cancellationToken));

    public ValueTask SetStatusAsync(SubscriptionStatus status, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.SetStatusAsync(status, cancellationToken));

    public ValueTask SetLeaseAsync(string? owner, long epoch, TimeSpan duration, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.SetLeaseAsync(owner, epoch, duration, cancellationToken));

    public ValueTask ParkAsync(IReadOnlyList<ParkedMessage> messages, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.ParkAsync(messages, cancellationToken));

    public ValueTask<IReadOnlyList<ParkedStream>> FindParkedStreamsAsync(
        IReadOnlyCollection<StreamId> streams, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.FindParkedStreamsAsync(streams, cancellationToken));

    public ValueTask<IReadOnlyList<ParkedMessage>> ReadParkedAsync(ParkedRequest request, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.ReadParkedAsync(request, cancellationToken));

    public ValueTask<long> RequestReplayAsync(StreamId? stream, bool isRequested, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.RequestReplayAsync(stream, isRequested, cancellationToken));

    public ValueTask<long> UnparkAsync(StreamId? stream, long from, long to, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.UnparkAsync(stream, from, to, cancellationToken));

    public ValueTask AddAuditAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.AddAuditAsync(entry, cancellationToken));

    public ValueTask DeleteSubscriptionAsync(CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.DeleteSubscriptionAsync(cancellationToken));

    public ValueTask<long?> TryDeleteAnotherAsync(string subscriptionId, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.TryDeleteAnotherAsync(subscriptionId, cancellationToken));

    public ValueTask<IReadOnlyList<Record>> ReadStreamAsync(StreamId stream, PageRequest page, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.ReadStreamAsync(stream, page, cancellationToken));

    public ValueTask<RecordPage> ReadGlobalAsync(StreamId source, PageRequest page, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.ReadGlobalAsync(source, page, cancellationToken));

    public ValueTask<Record?> FindRecordAsync(Guid id, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.FindRecordAsync(id, cancellationToken));

    public ValueTask<long> ReadLastNumberAsync(StreamId stream, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.ReadLastNumberAsync(stream, cancellationToken));

    public ValueTask<long> ReadHorizonAsync(CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.ReadHorizonAsync(cancellationToken));

    public ValueTask<Snapshot?> ReadSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.ReadSnapshotAsync(stream, name, cancellationToken));

    public ValueTask SaveSnapshotAsync(Snapshot snapshot, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.SaveSnapshotAsync(snapshot, cancellationToken));

    public ValueTask DeleteSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.DeleteSnapshotAsync(stream, name, cancellationToken));
}
