using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Po.Postgres;

// Brings the schema up to date, in any number of processes at once: one applies what is missing, the others wait for it.
internal sealed class PostgresMigrator(PostgresSql sql, bool migrate, ILogger logger)
{
    /// <summary>Takes the lock under which migrations are applied, until the transaction ends.</summary>
    /// <param name="schema">The schema.</param>
    public static string LockStatement(string schema) =>
        $"SELECT pg_advisory_xact_lock(hashtextextended('po_migrations of {schema}', 0))";

    /// <summary>Says that a migration has been applied.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="migration">The migration.</param>
    public static string RecordStatement(string schema, PostgresMigration migration) => string.Create(
        CultureInfo.InvariantCulture,
        $"INSERT INTO {PostgresIdentifier.Quote(schema)}.po_migrations (version, name, checksum) VALUES ({migration.Version}, '{migration.Name}', '{migration.Checksum}')");

    /// <exception cref="SchemaVersionException">The schema is newer, was tampered with, or is older and migrating is switched off.</exception>
    public async ValueTask RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Without the lock first: almost every start of a process finds everything in place.
        if (FindMissing(await ReadAppliedAsync(connection, cancellationToken).ConfigureAwait(false)) is not { Count: > 0 } missing)
        {
            return;
        }

        if (!migrate)
        {
            var from = missing[0].Version - 1;
            throw new SchemaVersionException(
                $"The schema '{sql.Schema}' has version {from}, this version of Po needs {sql.Migrations[^1].Version}, and migrating is "
                + $"switched off. Run the script of PostgresSchema.CreateScript(\"{sql.Schema}\", {from}), or switch on Po:Postgres:Migrate.");
        }

        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await ExecuteAsync(connection, LockStatement(sql.Schema), cancellationToken).ConfigureAwait(false);
            missing = FindMissing(await ReadAppliedAsync(connection, cancellationToken).ConfigureAwait(false));
            if (missing.Count > 0)
            {
                await ApplyAsync(connection, missing, cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }

        foreach (var migration in missing)
        {
            Log.MigrationApplied(logger, migration.Version, migration.Name, sql.Schema);
        }
    }

    private async ValueTask ApplyAsync(
        NpgsqlConnection connection, IReadOnlyList<PostgresMigration> missing, CancellationToken cancellationToken)
    {
        // CREATE SCHEMA IF NOT EXISTS asks for the right to create one even if it is there.
        if (!await ExistsAsync(connection, $"FROM pg_namespace WHERE nspname = '{sql.Schema}'", cancellationToken).ConfigureAwait(false))
        {
            await ExecuteAsync(connection, $"CREATE SCHEMA {PostgresIdentifier.Quote(sql.Schema)}", cancellationToken).ConfigureAwait(false);
        }

        await ExecuteAsync(connection, sql.CreateMigrations, cancellationToken).ConfigureAwait(false);
        foreach (var migration in missing)
        {
            await ExecuteAsync(connection, migration.Sql, cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(connection, RecordStatement(sql.Schema, migration), cancellationToken).ConfigureAwait(false);
        }
    }

    private List<PostgresMigration> FindMissing(List<PostgresMigration> applied)
    {
        var newest = sql.Migrations[^1].Version;
        if (applied.Find(migration => migration.Version > newest) is { } newer)
        {
            throw new SchemaVersionException(
                $"The schema '{sql.Schema}' has version {newer.Version}, but this version of Po knows {newest} at most. A newer version "
                + "of Po has upgraded it: deploy that version here, too.");
        }

        var missing = new List<PostgresMigration>();
        foreach (var known in sql.Migrations)
        {
            if (applied.Find(migration => migration.Version == known.Version) is not { } done)
            {
                missing.Add(known);
            }
            else if (done.Checksum != known.Checksum)
            {
                throw new SchemaVersionException(
                    $"Migration {known.Name} of schema '{sql.Schema}' is not the one that this version of Po would apply: its checksum is "
                    + $"{done.Checksum}, not {known.Checksum}. Restore the schema, or start with an empty one.");
            }
            else if (missing.Count > 0)
            {
                throw new SchemaVersionException(
                    $"Schema '{sql.Schema}' lacks migration {missing[0].Name}, but a later one was applied. Restore the schema, or start "
                    + "with an empty one.");
            }
        }

        return missing;
    }

    private async ValueTask<List<PostgresMigration>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new List<PostgresMigration>();

        // Read from the catalogue: to_regclass() would answer out of a cache that may be older than the lock.
        if (!await ExistsAsync(
            connection,
            $"FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = '{sql.Schema}' AND c.relname = 'po_migrations'",
            cancellationToken).ConfigureAwait(false))
        {
            return applied;
        }

        var command = new NpgsqlCommand(sql.ReadMigrations, connection);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    applied.Add(new PostgresMigration(reader.GetInt32(0), reader.GetString(1), "", reader.GetString(2)));
                }
            }
        }

        return applied;
    }

    private static async ValueTask<bool> ExistsAsync(NpgsqlConnection connection, string query, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand($"SELECT EXISTS (SELECT {query})", connection);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
        }
    }

    // Waiting for another process that migrates a large table, or doing so, takes its time.
    private static async ValueTask ExecuteAsync(NpgsqlConnection connection, string text, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(text, connection) { CommandTimeout = 0 };
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
