using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Po.Postgres;

// The first two of the three statements of DESIGN.md, section 6, in this order. Neither reads through a snapshot, so it does not matter
// that they share a round trip; the third, which reads records, must come after both and have a snapshot of its own.
internal sealed class HorizonStatements(PostgresSql sql, PostgresConnections connections, ILogger logger)
{
    /// <summary>Asks for the horizon.</summary>
    /// <param name="connection">An open connection to the primary.</param>
    /// <param name="asTransaction">Whether the transaction of the connection asks for itself, so that its own marker does not count.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<HorizonReading> ProbeAsync(
        NpgsqlConnection connection, bool asTransaction, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(sql.ReadLastGlobalNumber),
                new NpgsqlBatchCommand(sql.ReadOldestMarker)
                {
                    Parameters = { PostgresParameter.Boolean(asTransaction) },
                },
            },
        };
        await using (batch.ConfigureAwait(false))
        {
            if (connections.Prepares(connection))
            {
                await batch.PrepareAsync(cancellationToken).ConfigureAwait(false);
            }

            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var last = await ReadLastAsync(reader, cancellationToken).ConfigureAwait(false);
                var marker = reader.IsDBNull(0) ? long.MaxValue : reader.GetInt64(0);
                return new HorizonReading(Math.Min(last, marker), last);
            }
        }
    }

    /// <summary>Adds both statements to a batch whose next statement reads up to the horizon, in the same transaction.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="known">A horizon that is known already.</param>
    public void AddTo(NpgsqlBatch batch, long known)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand(sql.HandOverLastGlobalNumber));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(sql.HandOverHorizon)
        {
            Parameters = { PostgresParameter.Boolean(false), PostgresParameter.BigInt(known) },
        });
    }

    /// <summary>Reads the answers to both statements.</summary>
    /// <param name="reader">At the answer to the first one; in the end at what was read up to the horizon.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The horizon, and whether it was handed over: not in a transaction whose statements share one snapshot.</returns>
    public async ValueTask<(HorizonReading Reading, bool IsHandedOver)> ReadAsync(
        NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var last = await ReadLastAsync(reader, cancellationToken).ConfigureAwait(false);
        var horizon = reader.GetInt64(0);
        var handedOver = reader.GetInt64(1);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return (new HorizonReading(horizon, last), handedOver == horizon);
    }

    /// <summary>Names the transaction that has held the horizon back for the longest time; null if there is none any more.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<HorizonBlocker?> FindBlockerAsync(CancellationToken cancellationToken)
    {
        var connection = await connections.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var command = new NpgsqlCommand(sql.ReadBlockers, connection);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
                    ? ToBlocker(reader)
                    : null;
            }
        }
    }

    // Goes on to the row of the second statement.
    private async ValueTask<long> ReadLastAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (reader.GetBoolean(0))
        {
            // What leads here leads to no primary any more; the next connection may.
            var standby = new StandbyException(connections.Name);
            Log.ConnectionsDropped(logger, standby);
            connections.Clear();
            throw standby;
        }

        var last = reader.GetInt64(1);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return last;
    }

    private static HorizonBlocker ToBlocker(NpgsqlDataReader reader)
    {
        int? processId = reader.IsDBNull(0) ? null : reader.GetInt32(0);
        var applicationName = TextOf(reader, 1);
        return new HorizonBlocker
        {
            ProcessId = processId,
            ApplicationName = applicationName,
            Age = reader.IsDBNull(4) ? null : TimeSpan.FromSeconds(reader.GetDouble(4)),
            Description = TextOf(reader, 5) is { } preparedName
                ? $"the prepared transaction '{preparedName}'"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"a transaction of process {processId}, application '{applicationName ?? "?"}', user '{TextOf(reader, 2) ?? "?"}', {TextOf(reader, 3) ?? "?"}"),
        };
    }

    private static string? TextOf(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
