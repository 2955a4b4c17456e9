using Po.Postgres.Server;

namespace Po.Chaos;

/// <summary>The server that a run breaks, with a database of its own.</summary>
internal sealed class ChaosServer : IAsyncDisposable
{
    private readonly PostgresCluster? _cluster;
    private readonly PostgresDatabase _database;

    private ChaosServer(PostgresCluster? cluster, PostgresDatabase database)
    {
        _cluster = cluster;
        _database = database;
    }

    /// <summary>Connects to the database as superuser.</summary>
    public string ConnectionString => _database.ConnectionString;

    /// <summary>The private server, which may be stopped and started.</summary>
    public PostgresCluster Cluster => _cluster ?? throw new InvalidOperationException("This server is shared.");

    /// <summary>Starts a private server.</summary>
    /// <exception cref="PostgresNotFoundException">Its programs are not installed.</exception>
    public static async Task<ChaosServer> StartAsync()
    {
        var cluster = await PostgresCluster.StartAsync(["log_lock_waits = on", "deadlock_timeout = '200ms'"])
            ?? throw new PostgresNotFoundException(new FileNotFoundException("PostgreSQL's programs (Debian: postgresql) are not installed."));
        try
        {
            return new ChaosServer(cluster, await PostgresDatabase.CreateAsync(cluster.ConnectionString));
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A database on the server that the tests of this process share.</summary>
    public static async Task<ChaosServer> ShareAsync() => new(null, await PostgresServer.CreateDatabaseAsync());

    public async Task<string> ReadLogAsync() => _cluster is null ? "The server is shared." : await _cluster.ReadLogAsync();

    public async ValueTask DisposeAsync()
    {
        if (_cluster is null)
        {
            await _database.DisposeAsync();
        }
        else
        {
            await _cluster.DisposeAsync();
        }
    }
}
