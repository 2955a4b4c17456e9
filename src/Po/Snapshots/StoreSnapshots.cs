namespace Po;

// The snapshots of the store itself as folds see them: read at once, written behind their back.
internal sealed class StoreSnapshots(ISnapshotStore store, SnapshotQueue queue) : ISnapshotStore
{
    public ValueTask<Snapshot?> ReadSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken) =>
        store.ReadSnapshotAsync(stream, name, cancellationToken);

    public ValueTask SaveSnapshotAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        queue.Add(snapshot);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DeleteSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken)
    {
        await queue.ForgetAsync(stream, name).WaitAsync(cancellationToken).ConfigureAwait(false);
        await store.DeleteSnapshotAsync(stream, name, cancellationToken).ConfigureAwait(false);
    }
}
