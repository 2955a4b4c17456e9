namespace Po.Sqlite;

internal sealed partial class SqliteStoreTransaction
{
    public async ValueTask<IReadOnlyList<Record>> ReadStreamAsync(
        StreamId stream, PageRequest page, CancellationToken cancellationToken)
    {
        SqliteStore.CheckStream(stream, page);
        return await ReadAsync((stream, page), SqliteStore.ReadStream, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<RecordPage> ReadGlobalAsync(StreamId source, PageRequest page, CancellationToken cancellationToken)
    {
        SqliteStore.CheckSource(source, page);
        return ReadAsync((source, page), SqliteStore.ReadGlobal, cancellationToken);
    }

    public ValueTask<Record?> FindRecordAsync(Guid id, CancellationToken cancellationToken) =>
        ReadAsync(id, SqliteStore.FindRecord, cancellationToken);

    public ValueTask<long> ReadLastNumberAsync(StreamId stream, CancellationToken cancellationToken)
    {
        SqliteStore.Check(stream);
        return ReadAsync(stream, SqliteStore.ReadLastNumber, cancellationToken);
    }

    public ValueTask<long> ReadHorizonAsync(CancellationToken cancellationToken) =>
        ReadAsync(0, SqliteStore.ReadHorizon, cancellationToken);

    public ValueTask<Snapshot?> ReadSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken)
    {
        SqliteStore.Check(stream, name);
        return ReadAsync((stream, name), SqliteStore.ReadSnapshot, cancellationToken);
    }

    public async ValueTask SaveSnapshotAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        SqliteStore.Check(snapshot);
        using var call = await EnterAsync(cancellationToken).ConfigureAwait(false);
        await BeginAsync(cancellationToken).ConfigureAwait(false);
        Run(snapshot, static (connection, snapshot, _) => connection.Snapshots.Save(snapshot), cancellationToken);
    }

    public async ValueTask DeleteSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken)
    {
        SqliteStore.Check(stream, name);
        using var call = await EnterAsync(cancellationToken).ConfigureAwait(false);
        await BeginAsync(cancellationToken).ConfigureAwait(false);
        Run((stream, name), static (connection, key, _) => connection.Snapshots.Delete(key.stream, key.name), cancellationToken);
    }

    private async ValueTask<T> ReadAsync<TArgument, T>(
        TArgument argument, Func<StoreConnection, TArgument, CancellationToken, T> read, CancellationToken cancellationToken)
    {
        using var call = await EnterAsync(cancellationToken).ConfigureAwait(false);
        if (_database is null)
        {
            return await store.ReadAsync(argument, read, cancellationToken).ConfigureAwait(false);
        }

        CheckOpen();
        return Run(argument, read, cancellationToken);
    }
}
