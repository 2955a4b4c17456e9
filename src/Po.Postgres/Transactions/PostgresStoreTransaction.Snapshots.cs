namespace Po.Postgres;

internal sealed partial class PostgresStoreTransaction
{
    public ValueTask<Snapshot?> ReadSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken)
    {
        AppendRules.CheckStream(stream);
        return RunAsync(
            async token =>
            {
                var connection = await BeginAsync(token).ConfigureAwait(false);
                return await SnapshotStatements
                    .ReadAsync(connection, _parts.Sql, _parts.Connections.Prepares(connection), stream, name, token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public async ValueTask SaveSnapshotAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        AppendRules.CheckStream(snapshot.Stream);
        await RunAsync(
            async token =>
            {
                var connection = await BeginAsync(token).ConfigureAwait(false);
                await SnapshotStatements.SaveAsync(connection, _parts.Sql, snapshot, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DeleteSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken)
    {
        AppendRules.CheckStream(stream);
        await RunAsync(
            async token =>
            {
                var connection = await BeginAsync(token).ConfigureAwait(false);
                await SnapshotStatements.DeleteAsync(connection, _parts.Sql, stream, name, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }
}
