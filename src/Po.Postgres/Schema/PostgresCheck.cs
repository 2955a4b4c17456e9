using System.Globalization;
using Npgsql;

namespace Po.Postgres;

// What the store stands on, checked once at start. Each refusal is one sentence that says what to do.
internal sealed class PostgresCheck(PostgresSql sql, string store)
{
    private const int OldestVersion = 140000;
    private const int Indexes = 4;

    /// <returns>The version of the server.</returns>
    /// <exception cref="PoConfigurationException">The server or the schema lacks something that the guarantees need.</exception>
    public async ValueTask<int> RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        int version;
        bool canAppend;
        var command = new NpgsqlCommand(sql.Check, connection);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                if (Refuse(reader) is { } reason)
                {
                    throw Refused(reason);
                }

                version = reader.GetInt32(reader.GetOrdinal("server_version"));
                canAppend = IsTrue(reader, "can_append");
            }
        }

        if (canAppend)
        {
            await CheckMarkerAsync(connection, cancellationToken).ConfigureAwait(false);
        }

        return version;
    }

    /// <summary>Refuses a standby before anything else is tried.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PoConfigurationException">The server is a standby.</exception>
    public async ValueTask RefuseStandbyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand("SELECT pg_is_in_recovery()", connection);
        await using (command.ConfigureAwait(false))
        {
            if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true)
            {
                throw Refused("it is a standby, where transactions that have not ended yet cannot be seen; connect to the primary");
            }
        }
    }

    private string? Refuse(NpgsqlDataReader reader)
    {
        var version = reader.GetInt32(reader.GetOrdinal("server_version"));
        var encoding = reader.GetString(reader.GetOrdinal("encoding"));
        return IsTrue(reader, "in_recovery") ? "it is a standby, where transactions that have not ended yet cannot be seen; connect to the primary"
            : version < OldestVersion ? string.Create(CultureInfo.InvariantCulture, $"its version is {version / 10000}, and Po needs {OldestVersion / 10000} or newer; upgrade it")
            : encoding != "UTF8" ? $"its encoding is {encoding}, which cannot hold every text; create it with ENCODING 'UTF8'"
            : !IsTrue(reader, "sequence_is_plain") ? "the sequence po_records_global_number_seq does not count by one with CACHE 1, so numbers would be drawn ahead of their markers; alter it back"
            : !IsTrue(reader, "numbers_are_drawn") ? "po_records.global_number is not GENERATED ALWAYS from po_records_global_number_seq; restore the schema"
            : !IsTrue(reader, "marker_is_always") || reader["marker_source"] as string != ExpectedMarkerSource() ? "the trigger po_mark_append on po_records is missing, changed or not ENABLE ALWAYS, so records would be lost; restore the schema"
            : !IsTrue(reader, "refusal_is_always") ? "the trigger po_refuse_change on po_records is missing or not ENABLE ALWAYS; restore the schema"
            : reader.GetInt64(reader.GetOrdinal("indexes")) != Indexes ? "an index of po_records is missing or invalid; restore the schema, or REINDEX TABLE po_records"
            : !IsTrue(reader, "sequence_is_readable") ? "this user may not read the sequence po_records_global_number_seq; grant it SELECT on it"
            : null;
    }

    // Takes the marker as an append would, without drawing a number: the trigger fires for a statement, not for its rows.
    private async ValueTask CheckMarkerAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var mark = new NpgsqlCommand(sql.MarkNothing, connection);
            await using (mark.ConfigureAwait(false))
            {
                await mark.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }

            var count = new NpgsqlCommand(sql.CountOwnMarkers, connection);
            await using (count.ConfigureAwait(false))
            {
                var reader = await count.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                    if (reader.GetInt64(0) == 0)
                    {
                        throw Refused("its advisory locks do not lock, or do not show in pg_locks; use a server that keeps them");
                    }

                    if (reader.GetString(1) != "read committed")
                    {
                        throw Refused("it does not offer the isolation level READ COMMITTED, in which every statement sees what was committed before it");
                    }
                }
            }
        }
    }

    private string ExpectedMarkerSource()
    {
        const string Begin = "po_mark_append() RETURNS trigger LANGUAGE plpgsql AS $$";
        var migration = sql.Migrations.Last(migration => migration.Sql.Contains(Begin, StringComparison.Ordinal)).Sql;
        var start = migration.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        return migration[start..migration.IndexOf("$$", start, StringComparison.Ordinal)];
    }

    private PoConfigurationException Refused(string reason) =>
        new($"The PostgreSQL store {store} (schema '{sql.Schema}') is refused: {reason}.");

    private static bool IsTrue(NpgsqlDataReader reader, string column) => reader[column] is true;
}
