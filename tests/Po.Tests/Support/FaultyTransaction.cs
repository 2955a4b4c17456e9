using System.Data.Common;

namespace Po.Tests;

internal sealed class FaultyTransaction(FaultyStore store, IStoreTransaction inner) : IStoreTransaction
{
    public ValueTask<long?> TryLockPositionAsync(string subscriptionId, CancellationToken cancellationToken) =>
        store.Run(StoreCall.LockPosition, () => inner.TryLockPositionAsync(subscriptionId, cancellationToken));

    public ValueTask SetPositionAsync(long position, CancellationToken cancellationToken) =>
        store.Run(StoreCall.SetPosition, () => inner.SetPositionAsync(position, cancellationToken));

    public ValueTask<DbTransaction> GetDbTransactionAsync(CancellationToken cancellationToken) =>
        inner.GetDbTransactionAsync(cancellationToken);

    public ValueTask CommitAsync() => store.Run(StoreCall.Commit, inner.CommitAsync);

    public ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken) =>
        store.Run(StoreCall.Append, () => inner.AppendAsync(request, cancellationToken));

    public ValueTask<IReadOnlyList<Record>> ReadStreamAsync(StreamId stream, PageRequest page, CancellationToken cancellationToken) =>
        store.Run(StoreCall.ReadStream, () => inner.ReadStreamAsync(stream, page, cancellationToken));

    public ValueTask<RecordPage> ReadGlobalAsync(StreamId source, PageRequest page, CancellationToken cancellationToken) =>
        store.Run(StoreCall.ReadGlobal, () => inner.ReadGlobalAsync(source, page, cancellationToken));

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

    public async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        store.TransactionEnded();
    }
}
