using System.Buffers;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Po.Sqlite;

// Which file the store is, and how connections to it are opened.
internal sealed class DatabaseFile
{
    private static readonly SearchValues<char> KeywordCharacters =
        SearchValues.Create(" abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private readonly string _connectionString;

    private DatabaseFile(string path, SqliteConnectionStringBuilder builder)
    {
        Path = path;
        builder.DataSource = path;

        // Closing a connection closes the file; the store keeps its connections by itself.
        builder.Pooling = false;
        builder.Mode = SqliteOpenMode.ReadWriteCreate;
        _connectionString = builder.ToString();
    }

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>How messages name the store.</summary>
    public string Name => $"'{Path}'";

    /// <summary>Reads the option, which is a path or a connection string.</summary>
    /// <param name="database">The option.</param>
    /// <param name="problem">Why it names no file that a store can live in.</param>
    /// <returns>The file, or null if there is a problem.</returns>
    public static DatabaseFile? TryCreate(string database, out string? problem)
    {
        SqliteConnectionStringBuilder builder;
        try
        {
            builder = IsConnectionString(database) ? new(database) : new() { DataSource = database };
        }
        catch (ArgumentException e)
        {
            problem = $"Database is not a connection string of SQLite: {e.Message}";
            return null;
        }

        problem = Check(builder);
        return problem is null ? new DatabaseFile(System.IO.Path.GetFullPath(builder.DataSource), builder) : null;
    }

    /// <summary>Opens a connection and sets it up.</summary>
    /// <param name="canCreate">Whether a file that is not there is made.</param>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public SqliteConnection Open(bool canCreate)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            if (!canCreate)
            {
                connection.ConnectionString = new SqliteConnectionStringBuilder(_connectionString)
                {
                    Mode = SqliteOpenMode.ReadWrite,
                }.ToString();
            }

            connection.Open();

            // So that a statement which an application leaves running can be found.
            connection.Handle!.enable_sqlite3_next_stmt(true);
            Execute(connection.Handle!, "configure_connection");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public StoreConnection OpenWriter() => new(Open(canCreate: false));

    public StoreConnection OpenReader()
    {
        var connection = Open(canCreate: false);
        try
        {
            Execute(connection.Handle!, "configure_reader");
            return new StoreConnection(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static void Execute(sqlite3 db, string statements) =>
        Statement.Check(db, sqlite3_exec(db, SqlFiles.Statements[statements]));

    // A keyword of the driver is words before the first '='; a path with a '=' in it has a separator, a dot or a digit before.
    private static bool IsConnectionString(string database)
    {
        var end = database.IndexOf('=', StringComparison.Ordinal);
        return end > 0 && database.AsSpan(0, end).IndexOfAnyExcept(KeywordCharacters) < 0;
    }

    private static string? Check(SqliteConnectionStringBuilder builder)
    {
        var source = builder.DataSource.Trim();
        if (builder.Mode is SqliteOpenMode.Memory || source == ":memory:" || source.Contains("mode=memory", StringComparison.Ordinal))
        {
            return "Database names a database in memory, which nothing outlives: name a file, or use the in-memory store.";
        }

        if (source.Length == 0)
        {
            return "Database is missing: name the file of the SQLite database, for example po.db.";
        }

        if (source.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            return "Database is a URI: name the file by its path.";
        }

        if (builder.Mode is SqliteOpenMode.ReadOnly)
        {
            return "Database is to be opened read-only, but a store writes: leave Mode out.";
        }

        return builder.Cache is SqliteCacheMode.Shared
            ? "Database is to be opened with a shared cache, with which readers and writers lock each other out: leave Cache out."
            : null;
    }
}
