using System.Collections.Concurrent;

namespace Po;

// The snapshots of a handler's transaction. They may hold what only the transaction knows, so they are kept back until it has
// committed; and they are no part of it, so that a cache locks no row for as long as a handler works and fails no commit. What it deletes is
// deleted again then: somebody may have been about to write it, and may have waited for the very lock that the deletion holds.
internal sealed class HandlerSnapshots(IStoreTransaction transaction) : ISnapshotStore
{
    private readonly ConcurrentDictionary<(StreamId Stream, string Name), Snapshot> _saved = new();

    private readonly ConcurrentDictionary<(StreamId Stream, string Name), bool> _deleted = new();

    public IEnumerable<Snapshot> Saved => _saved.Values;

    /// <summary>What the transaction has deleted; it may have saved it anew.</summary>
    public IEnumerable<(StreamId Stream, string Name)> Deleted => _deleted.Keys;

    public ValueTask<Snapshot?> ReadSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken) =>
        _saved.TryGetValue((stream, name), out var saved)
            ? ValueTask.FromResult<Snapshot?>(saved)
            : transaction.ReadSnapshotAsync(stream, name, cancellationToken);

    public ValueTask SaveSnapshotAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        _saved[(snapshot.Stream, snapshot.Name)] = snapshot;
        return ValueTask.CompletedTask;
    }

    public ValueTask DeleteSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken)
    {
        _saved.TryRemove((stream, name), out _);
        _deleted[(stream, name)] = true;
        return transaction.DeleteSnapshotAsync(stream, name, cancellationToken);
    }
}
