using Npgsql;

namespace Po.Postgres;

internal sealed partial class PageReader
{
    /// <summary>Asks for the horizon and reads a page up to it, in one round trip: see docs/adr/0021.</summary>
    /// <param name="connection">A connection without a transaction.</param>
    /// <param name="source">What to read, forward.</param>
    /// <param name="page">Where to start and how much to read.</param>
    /// <param name="turn">Ends as soon as the horizon is there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<(Page Page, long Horizon)> ReadWithinHorizonAsync(
        NpgsqlConnection connection, PageSource source, PageRequest page, HorizonProbe.Turn turn, CancellationToken cancellationToken)
    {
        var countsBytes = _countsBytes;
        var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand(sql.ReadSettings) } };
        await using var _ = batch.ConfigureAwait(false);
        horizon.AddTo(batch, turn.Known);
        batch.BatchCommands.Add(
            CreateCommand(sql.Read.WithinHorizon(source.Kind, countsBytes), source, page, long.MaxValue, countsBytes));
        if (connections.Prepares(connection))
        {
            await batch.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        HorizonReading reading;
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            (reading, var isHandedOver) = await horizon.ReadAsync(reader, cancellationToken).ConfigureAwait(false);
            turn.End(reading);
            if (isHandedOver)
            {
                return (await ReadRowsAsync(reader, page, countsBytes, cancellationToken).ConfigureAwait(false), reading.Horizon);
            }
        }

        // The database prefers transactions whose statements share a snapshot: then the page is read in one of its own.
        var read = await ReadAsync(connection, isolated: true, source, page, reading.Horizon, cancellationToken).ConfigureAwait(false);
        return (read, reading.Horizon);
    }
}
