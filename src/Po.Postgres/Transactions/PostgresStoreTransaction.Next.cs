using Npgsql;

namespace Po.Postgres;

internal sealed partial class PostgresStoreTransaction
{
    private const string ReadSavepoint = "po_read";

    /// <summary>Begins, locks a position and reads a page, all in one round trip: see docs/adr/0022.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="source">A group or everything.</param>
    /// <param name="page">What to read, forward.</param>
    /// <param name="turn">Ends as soon as the horizon is there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<LockedPage> LockAndReadAsync(
        string subscriptionId, PageSource source, PageRequest page, HorizonProbe.Turn turn, CancellationToken cancellationToken) => RunAsync(
        async token =>
        {
            var (row, read) = await LockRowAndReadAsync(subscriptionId, source, page, turn, token).ConfigureAwait(false);
            return new LockedPage
            {
                Transaction = this,
                Position = row.Exists && row.IsCurrent
                    ? Keep(row, subscriptionId)
                    : await TryLockAsync(subscriptionId, token).ConfigureAwait(false),
                Page = read,
            };
        },
        cancellationToken);

    private async ValueTask<(LockedRow Row, RecordPage Page)> LockRowAndReadAsync(
        string subscriptionId, PageSource source, PageRequest page, HorizonProbe.Turn turn, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        var batch = new NpgsqlBatch(connection);
        await using var _ = batch.ConfigureAwait(false);
        var before = AddLock(batch, subscriptionId, waits: false);

        // The settings of the read are not the handler's: the savepoint takes them away, and keeps the lock, which is older.
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"SAVEPOINT {ReadSavepoint}"));
        var countsBytes = _parts.Pages.AddWithinHorizon(batch, source, page, turn);
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"ROLLBACK TO SAVEPOINT {ReadSavepoint}"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"RELEASE SAVEPOINT {ReadSavepoint}"));
        if (_parts.Connections.Prepares(connection))
        {
            await batch.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var row = await ReadLockAsync(reader, subscriptionId, before, cancellationToken).ConfigureAwait(false);
        var (read, horizon) = await _parts.Pages.ReadAnswersAsync(reader, page, turn, countsBytes, cancellationToken).ConfigureAwait(false);
        return (row, GlobalReader.Describe(read!.Value, page, horizon));
    }
}
