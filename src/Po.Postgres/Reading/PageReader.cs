using Npgsql;
using NpgsqlTypes;

namespace Po.Postgres;

// Reads pages of records on a connection that the caller has.
internal sealed partial class PageReader(PostgresSql sql, PostgresConnections connections, HorizonStatements horizon)
{
    // Counting bytes in the database costs a page of small records a quarter of its time, and not counting them costs a page of large ones
    // what is sent in vain. So they are counted once a page was ended by its bytes, until a page is far from it.
    private const int FarFromLimit = 4;

    private volatile bool _countsBytes;

    /// <summary>Reads a page.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="isolated">Whether no transaction is open, so that the statement may have settings of its own.</param>
    /// <param name="source">What to read.</param>
    /// <param name="page">Where to start and how much to read.</param>
    /// <param name="upTo">The last global number to return.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<Page> ReadAsync(
        NpgsqlConnection connection,
        bool isolated,
        PageSource source,
        PageRequest page,
        long upTo,
        CancellationToken cancellationToken)
    {
        var countsBytes = _countsBytes;
        var batch = new NpgsqlBatch(connection);
        await using var _ = batch.ConfigureAwait(false);
        if (isolated)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql.ReadSettings));
        }

        batch.BatchCommands.Add(CreateCommand(sql.Read[source.Kind, page.Direction, countsBytes], source, page, upTo, countsBytes));
        if (connections.Prepares(connection))
        {
            await batch.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        if (isolated)
        {
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        }

        return await ReadRowsAsync(reader, page, countsBytes, source.IsFiltered, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The first number of a stream whose global number is not below the one given.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="globalNumber">The global number.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<long> FindNumberAsync(
        NpgsqlConnection connection, string stream, long globalNumber, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql.FindNumber, connection) { Parameters = { PostgresParameter.Text(stream), PostgresParameter.BigInt(globalNumber) } };
        await using (command.ConfigureAwait(false))
        {
            if (connections.Prepares(connection))
            {
                await command.PrepareAsync(cancellationToken).ConfigureAwait(false);
            }

            return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        }
    }

    /// <summary>The record with an id; null if none is to be seen.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="isolated">Whether no transaction is open, so that the statement may have settings of its own.</param>
    /// <param name="id">The id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<Record?> FindRecordAsync(
        NpgsqlConnection connection, bool isolated, Guid id, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection);
        await using var _ = batch.ConfigureAwait(false);
        if (isolated)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql.ReadSettings));
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand(sql.FindRecord) { Parameters = { PostgresParameter.Uuid(id) } });
        if (connections.Prepares(connection))
        {
            await batch.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        if (isolated)
        {
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        }

        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? new RecordRow().Read(reader) : null;
    }

    /// <summary>The number of the last record of a stream; 0 if it has none.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<long> ReadLastNumberAsync(
        NpgsqlConnection connection, StreamId stream, CancellationToken cancellationToken)
    {
        string[] streams = [stream.ToString()];
        var command = new NpgsqlCommand(sql.ReadHeads, connection)
        {
            Parameters = { PostgresParameter.Array(streams, NpgsqlDbType.Text) },
        };
        await using (command.ConfigureAwait(false))
        {
            return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        }
    }

    private static NpgsqlBatchCommand CreateCommand(string text, PageSource source, PageRequest page, long upTo, bool countsBytes)
    {
        var command = new NpgsqlBatchCommand(text);
        if (source.HasName)
        {
            command.Parameters.Add(PostgresParameter.Text(source.Name));
        }

        command.Parameters.Add(PostgresParameter.BigInt(page.From));
        command.Parameters.Add(PostgresParameter.BigInt(upTo));
        command.Parameters.Add(PostgresParameter.Integer(source.IsFiltered && page.MaxCount < int.MaxValue ? page.MaxCount + 1 : page.MaxCount));
        foreach (var filter in new[] { source.Groups, source.Types })
        {
            if (filter is not null)
            {
                command.Parameters.Add(PostgresParameter.Array<string>([.. filter], NpgsqlDbType.Text));
            }
        }

        if (countsBytes)
        {
            // At least one, for a page that is full already and looks whether there is more.
            command.Parameters.Add(PostgresParameter.BigInt(Math.Max(1, page.MaxBytes)));
        }

        return command;
    }

    private async ValueTask<Page> ReadRowsAsync(
        NpgsqlDataReader reader, PageRequest page, bool countsBytes, bool hasNext, CancellationToken cancellationToken)
    {
        var row = new RecordRow();
        var records = new List<Record>();
        var bytes = 0L;
        while (records.Count < page.MaxCount && bytes < page.MaxBytes && await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var record = row.Read(reader);
            records.Add(record);
            bytes += record.Data.Length;
        }

        // Of what is filtered the next record may be far away or nowhere, so that a full page is asked whether there is one.
        var isFull = records.Count >= page.MaxCount || bytes >= page.MaxBytes;
        isFull = isFull && (!hasNext || await reader.ReadAsync(cancellationToken).ConfigureAwait(false));
        _countsBytes = (isFull && records.Count < page.MaxCount) || (countsBytes && bytes > page.MaxBytes / FarFromLimit);
        return new Page(records, bytes, isFull);
    }
}
