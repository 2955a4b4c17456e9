using Npgsql;

namespace Po.Postgres.Server;

/// <summary>A database that is dropped when disposed.</summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly string _serverConnectionString;

    private PostgresDatabase(string serverConnectionString, string name)
    {
        _serverConnectionString = serverConnectionString;
        Name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(serverConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>The name of the database.</summary>
    public string Name { get; }

    /// <summary>Connects to it as superuser.</summary>
    public string ConnectionString { get; }

    /// <summary>Creates a database.</summary>
    /// <param name="serverConnectionString">Connects to the server as a user that may create databases.</param>
    public static async Task<PostgresDatabase> CreateAsync(string serverConnectionString)
    {
        var database = new PostgresDatabase(serverConnectionString, $"po_test_{Guid.CreateVersion7():N}");
        await database.RunOnServerAsync($"CREATE DATABASE {database.Name} TEMPLATE template0 ENCODING 'UTF8'");
        return database;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await RunOnServerAsync($"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");

    private async Task RunOnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(_serverConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
