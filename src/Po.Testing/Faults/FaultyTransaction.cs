using System.Data.Common;

namespace Po.Testing;

// A transaction whose commit fails to order.
internal sealed class FaultyTransaction(FaultyStore store, IStoreTransaction inner, PoTestFaults faults) : IStoreTransaction
{
    private long? _movedTo;

    // From its first write on a transaction may be the only writer of its store, as in memory and on SQLite.
    private bool _hasWritten;
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
        await store.RunAsync(CommitUnlessStruckAsync).ConfigureAwait(false);
        _hasCommitted = true;
        if (LockedId is null || _movedTo is null)
        {
            return;
        }

        var isLost = faults.StrikeAfter(LockedId);
        faults.Forget(LockedId);
        if (isLost)
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
        var isFirst = !_hasWritten;
        _hasWritten = true;
        return store.AppendAsync(inner, request, isFirst, cancellationToken);
    }

    public ValueTask<DbTransaction> GetDbTransactionAsync(CancellationToken cancellationToken) =>
        WriteAsync(() => inner.GetDbTransactionAsync(cancellationToken));

    public ValueTask SetStatusAsync(SubscriptionStatus status, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.SetStatusAsync(status, cancellationToken));

    public ValueTask SetLeaseAsync(string? owner, long epoch, TimeSpan duration, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.SetLeaseAsync(owner, epoch, duration, cancellationToken));

    public ValueTask ParkAsync(IReadOnlyList<ParkedMessage> messages, CancellationToken cancellationToken) =>
        WriteAsync(() => inner.ParkAsync(messages, cancellationToken));

    public ValueTask<IReadOnlyList<ParkedStream>> FindParkedStreamsAsync(
        IReadOnlyCollection<StreamId> streams, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.FindParkedStreamsAsync(streams, cancellationToken));

    public ValueTask<IReadOnlyList<ParkedMessage>> ReadParkedAsync(ParkedRequest request, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.ReadParkedAsync(request, cancellationToken));

    public ValueTask<long> RequestReplayAsync(StreamId? stream, bool isRequested, CancellationToken cancellationToken) =>
        WriteAsync(() => inner.RequestReplayAsync(stream, isRequested, cancellationToken));

    public ValueTask<long> UnparkAsync(StreamId? stream, long from, long to, CancellationToken cancellationToken) =>
        WriteAsync(() => inner.UnparkAsync(stream, from, to, cancellationToken));

    public ValueTask AddAuditAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.AddAuditAsync(entry, cancellationToken));

    public ValueTask DeleteSubscriptionAsync(CancellationToken cancellationToken) =>
        WriteAsync(() => inner.DeleteSubscriptionAsync(cancellationToken));

    public ValueTask<long?> TryDeleteAnotherAsync(string subscriptionId, CancellationToken cancellationToken) =>
        WriteAsync(() => inner.TryDeleteAnotherAsync(subscriptionId, cancellationToken));

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
        WriteAsync(() => inner.SaveSnapshotAsync(snapshot, cancellationToken));

    public ValueTask DeleteSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken) =>
        WriteAsync(() => inner.DeleteSnapshotAsync(stream, name, cancellationToken));

    // An order strikes a commit that would have succeeded, and is kept for the next one otherwise.
    private ValueTask CommitUnlessStruckAsync() => LockedId is not null && _movedTo is { } position && faults.StrikeBefore(LockedId, position)
        ? throw PoTestFaults.Create("a test lets the process die before the commit")
        : inner.CommitAsync();

    private ValueTask<T> WriteAsync<T>(Func<ValueTask<T>> call)
    {
        _hasWritten = true;
        return store.RunAsync(call);
    }

    private ValueTask WriteAsync(Func<ValueTask> call)
    {
        _hasWritten = true;
        return store.RunAsync(call);
    }
}
