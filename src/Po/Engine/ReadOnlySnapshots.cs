namespace Po;

// A transaction of the application may be rolled back, in whole or to a savepoint, and nobody tells: what was folded in it is not kept.
internal sealed class ReadOnlySnapshots(ISnapshotStore store) : ISnapshotStore
{
    public ValueTask<Snapshot?> ReadSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken) =>
        store.ReadSnapshotAsync(stream, name, cancellationToken);

    public ValueTask SaveSnapshotAsync(Snapshot snapshot, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DeleteSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken) =>
        store.DeleteSnapshotAsync(stream, name, cancellationToken);
}
