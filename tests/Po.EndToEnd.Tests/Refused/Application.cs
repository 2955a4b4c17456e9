using Npgsql;
using Po.Postgres;
using Po.Postgres.Server;

namespace Po.EndToEnd.Tests.Refused;

/// <summary>A database whose owner has given an application the rights of a worker and no more.</summary>
internal sealed class Application : IAsyncDisposable
{
    // Roles belong to the whole server, on which other tests run, too.
    private readonly string _prefix = $"po_{Guid.NewGuid():N}_";
    private readonly PostgresDatabase _database;

    private Application(PostgresDatabase database) => _database = database;

    /// <summary>Connects as the owner.</summary>
    public string OwnerConnectionString => _database.ConnectionString;

    /// <summary>Connects as the application.</summary>
    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Username = $"{_prefix}application" }.ConnectionString;

    public static async Task<Application> CreateAsync()
    {
        var application = new Application(await PostgresServer.CreateDatabaseAsync());
        await using var store = new PostgresStore(new PostgresStoreOptions { ConnectionString = application.OwnerConnectionString });
        await store.InitializeAsync(TestContext.Current.CancellationToken);
        await application.RunAsync(PostgresSchema.CreateRolesScript(prefix: application._prefix));
        await application.RunAsync("CREATE ROLE {application} LOGIN IN ROLE {worker}; CREATE TABLE counts (value integer NOT NULL); GRANT INSERT ON counts TO {application}");
        return application;
    }

    /// <summary>Runs statements as the owner.</summary>
    /// <param name="sql">The statements, with <c>{application}</c>, <c>{worker}</c> and <c>{reader}</c> for the roles.</param>
    public async Task RunAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(Named(sql), connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What the handler has counted, in order.</summary>
    public async Task<int[]> ReadCountsAsync()
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand("SELECT coalesce(array_agg(value ORDER BY value), '{}') FROM counts", connection);
        return (int[])(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("DROP OWNED BY {application}; DROP ROLE {application}");
        foreach (var role in new[] { "admin", "worker", "appender", "reader" })
        {
            await RunAsync($"DROP OWNED BY {_prefix}{role}; DROP ROLE {_prefix}{role}");
        }

        await _database.DisposeAsync();
    }

    private string Named(string sql) => sql
        .Replace("{application}", $"{_prefix}application", StringComparison.Ordinal)
        .Replace("{reader}", $"{_prefix}reader", StringComparison.Ordinal)
        .Replace("{worker}", $"{_prefix}worker", StringComparison.Ordinal);

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(OwnerConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }
}
