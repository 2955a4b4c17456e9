using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Po.Sqlite;

// Brings a file to the schema of this version of Po, or finds out that it cannot. Any number of processes may do so at once: who
// gets the write lock applies what is missing, the others find it there.
internal sealed class Migrator(DatabaseFile file, bool migrate, TimeProvider time, ILogger logger)
{
    private const string Wal = "wal";

    /// <summary>Makes folder, file and schema as far as they are missing, and verifies what is there.</summary>
    /// <returns>The path of the file as SQLite knows it, with links resolved.</returns>
    public async ValueTask<string> RunAsync(TimeSpan busyTimeout, CancellationToken cancellationToken)
    {
        var deadline = Deadline.Start(time, busyTimeout);
        var backOff = new BackOff();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return Run();
            }
            catch (SqliteException e) when (SqliteErrors.IsBusy(e))
            {
                if (deadline.IsOver)
                {
                    throw new StoreBusyException(file.Name, deadline.Elapsed, e);
                }
            }
            catch (SqliteException e) when (SqliteErrors.Describe(e, file.Name) is { } described)
            {
                throw described;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new StoreUnavailableException(file.Name, $"its folder cannot be made: {e.Message.TrimEnd('.')}", e);
            }

            await backOff.PauseAsync(deadline, cancellationToken).ConfigureAwait(false);
        }
    }

    private string Run()
    {
        if (migrate)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
        }

        using var connection = file.Open(canCreate: migrate);
        var db = connection.Handle!;
        EnsureWal(db);
        if (Missing(db).Count > 0)
        {
            Apply(db);
        }

        SchemaDefinitions.Verify(db, file.Name);
        return sqlite3_db_filename(db, "main").utf8_to_string();
    }

    // Kept in the file, so only the first process to open it has to change anything.
    private void EnsureWal(sqlite3 db)
    {
        if (ReadText(db, "read_journal_mode") == Wal)
        {
            return;
        }

        if (ReadText(db, "set_journal_mode") is var mode && mode != Wal)
        {
            throw new StoreUnavailableException(
                file.Name, $"its journal stays in the mode '{mode}' instead of WAL, which needs a file system with shared memory");
        }
    }

    private void Apply(sqlite3 db)
    {
        if (!migrate)
        {
            throw new SchemaVersionException(
                $"The schema of the store {file.Name} is missing or older than this version of Po, and Migrate is off: switch it on, or "
                + "run a version of Po with Migrate on against it first.");
        }

        Execute(db, "begin_immediate");
        try
        {
            DatabaseFile.Execute(db, "create_migrations");

            // Again, now that nobody else can change it.
            var missing = Missing(db);
            foreach (var migration in missing)
            {
                Statement.Check(db, sqlite3_exec(db, migration.Sql));
                Remember(db, migration);
            }

            Execute(db, "commit");
            missing.ForEach(migration => Log.MigrationApplied(logger, file.Name, migration.Name));
        }
        catch
        {
            if (sqlite3_get_autocommit(db) == 0)
            {
                Execute(db, "rollback");
            }

            throw;
        }
    }

    // What this version of Po has and the file has not; refuses a file that another version or somebody's hand has made.
    private List<Migration> Missing(sqlite3 db)
    {
        var definitions = SchemaDefinitions.Read(db);
        if (!definitions.ContainsKey("po_migrations"))
        {
            return definitions.Count == 0 ? [.. Migration.All] : throw new SchemaVersionException(
                $"The store {file.Name} holds '{definitions.Keys.First()}' but no table 'po_migrations', so Po has not made it. Names "
                + "that begin with 'po_' belong to Po: use another file, or rename what is there.");
        }

        using var statement = Statement.Prepare(db, "read_migrations");
        var known = 0;
        while (statement.Step())
        {
            var version = statement.GetInt64(0);
            if (known == Migration.All.Count)
            {
                throw new SchemaVersionException(
                    $"The schema of the store {file.Name} has version {version}, but this version of Po knows only versions up to "
                    + $"{Migration.All[^1].Version}. Use the newer version of Po that has made it.");
            }

            var expected = Migration.All[known++];
            if (version != expected.Version || statement.GetText(2) != expected.Checksum)
            {
                throw new SchemaVersionException(
                    $"The store {file.Name} was made by the migration '{statement.GetText(1)}', which is not the one that this version "
                    + $"of Po knows as '{expected.Name}'. Use the version of Po that has made it.");
            }
        }

        return [.. Migration.All.Skip(known)];
    }

    private void Remember(sqlite3 db, Migration migration)
    {
        using var statement = Statement.Prepare(db, "insert_migration", "@version", "@name", "@checksum", "@applied_at");
        statement.Bind(1, migration.Version);
        statement.BindText(2, migration.Name);
        statement.BindText(3, migration.Checksum);
        statement.Bind(4, Microseconds.FromTime(time.GetUtcNow()));
        statement.Execute();
    }

    private static string ReadText(sqlite3 db, string name)
    {
        using var statement = Statement.Prepare(db, name);
        return statement.Step() ? statement.GetText(0) : "";
    }

    private static void Execute(sqlite3 db, string name)
    {
        using var statement = Statement.Prepare(db, name);
        statement.Execute();
    }
}
