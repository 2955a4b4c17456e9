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
        var batch = new NpgsqlBatch(connection);
        await using var _ = batch.ConfigureAwait(false);
        var countsBytes = AddWithinHorizon(batch, source, page, turn);
        if (connections.Prepares(connection))
        {
            await batch.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        Page? read;
        long end;
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            (read, end) = await ReadAnswersAsync(reader, page, turn, countsBytes, cancellationToken).ConfigureAwait(false);
        }

        // Where the database prefers transactions whose statements share a snapshot the page is read in one of its own.
        return (read ?? await ReadAsync(connection, isolated: true, source, page, end, cancellationToken).ConfigureAwait(false), end);
    }

    /// <summary>Adds what asks for the horizon and reads a page up to it, with settings for the rest of the transaction.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="source">What to read, forward.</param>
    /// <param name="page">Where to start and how much to read.</param>
    /// <param name="turn">The turn to ask for the horizon.</param>
    /// <returns>Whether the server counts bytes, for <see cref="ReadAnswersAsync"/>.</returns>
    public bool AddWithinHorizon(NpgsqlBatch batch, PageSource source, PageRequest page, HorizonProbe.Turn turn)
    {
        var countsBytes = _countsBytes;
        batch.BatchCommands.Add(new NpgsqlBatchCommand(sql.ReadSettings));
        horizon.AddTo(batch, turn.Known);
        batch.BatchCommands.Add(
            CreateCommand(sql.Read.WithinHorizon(source.Kind, countsBytes), source, page, long.MaxValue, countsBytes));
        return countsBytes;
    }

    /// <summary>Reads the answers to what was added.</summary>
    /// <param name="reader">At the first of them, that of the settings.</param>
    /// <param name="page">Where to start and how much to read.</param>
    /// <param name="turn">Ends as soon as the horizon is there.</param>
    /// <param name="countsBytes">Whether the server counts bytes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The page, null if it has to be read in a transaction of its own, and the horizon.</returns>
    public async ValueTask<(Page? Page, long Horizon)> ReadAnswersAsync(
        NpgsqlDataReader reader, PageRequest page, HorizonProbe.Turn turn, bool countsBytes, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var (reading, isHandedOver) = await horizon.ReadAsync(reader, cancellationToken).ConfigureAwait(false);
        turn.End(reading);
        return (
            isHandedOver ? await ReadRowsAsync(reader, page, countsBytes, hasNext: false, cancellationToken).ConfigureAwait(false) : null,
            reading.Horizon);
    }
}
