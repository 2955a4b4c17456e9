namespace Po.Sqlite;

public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public ValueTask<Snapshot?> ReadSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken)
    {
        Check(stream, name);
        return ReadAsync((stream, name), ReadSnapshot, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask SaveSnapshotAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        Check(snapshot);
        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        await _writes.WriteAsync(
            snapshot, 1, static (connection, snapshot) => connection.Snapshots.Save(snapshot), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken)
    {
        Check(stream, name);
        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        await _writes.WriteAsync(
            (Stream: stream, Name: name),
            1,
            static (connection, key) => connection.Snapshots.Delete(key.Stream, key.Name),
            cancellationToken).ConfigureAwait(false);
    }

    internal static void Check(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        Check(snapshot.Stream, snapshot.Name);
    }

    internal static void Check(StreamId stream, string name)
    {
        Check(stream);
        ArgumentNullException.ThrowIfNull(name);
    }

    internal static Snapshot? ReadSnapshot(
        StoreConnection connection, (StreamId Stream, string Name) key, CancellationToken cancellationToken) =>
        connection.Snapshots.Read(key.Stream, key.Name);
}
