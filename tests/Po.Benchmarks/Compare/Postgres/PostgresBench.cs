using Npgsql;
using Po.Postgres.Server;

namespace Po.Benchmarks;

// The one private server of a run: every side has a database of its own on it, reached over the loopback interface.
internal static class PostgresBench
{
    // Room for ten million records and a checkpoint that does not fall into a round; what makes a commit durable stays on.
    private static readonly string[] Settings =
    [
        "shared_buffers = 1GB",
        "max_wal_size = 8GB",
        "min_wal_size = 2GB",
        "checkpoint_timeout = 30min",
        "max_connections = 400",
        // Names the database in front of each line, which is how the idle side counts statements.
        "log_line_prefix = '%d '",
    ];

    private static Lazy<Task<PostgresCluster>> _cluster = new(StartAsync);

    public static string? ServerVersion { get; private set; }

    public static async Task<PostgresDatabase> CreateDatabaseAsync(string? setting = null)
    {
        var database = await PostgresDatabase.CreateAsync((await _cluster.Value).ConnectionString);
        if (setting is not null)
        {
            await using var dataSource = NpgsqlDataSource.Create(database.ConnectionString);
            await using var command = dataSource.CreateCommand($"ALTER DATABASE {database.Name} SET {setting}");
            await command.ExecuteNonQueryAsync();
        }

        return database;
    }

    public static NpgsqlDataSource Open(string connectionString, int connections = 100) =>
        NpgsqlDataSource.Create(ConnectionString(connectionString, connections));

    // 100 connections are the driver's default; as many callers as that never wait for one.
    public static string ConnectionString(string connectionString, int connections = 100) =>
        new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = Math.Max(connections, 100) }.ConnectionString;

    public static async Task<string> ReadLogAsync() => await (await _cluster.Value).ReadLogAsync();

    public static async ValueTask StopAsync()
    {
        if (_cluster.IsValueCreated)
        {
            NpgsqlConnection.ClearAllPools();
            await (await _cluster.Value).DisposeAsync();
            _cluster = new(StartAsync);
        }
    }

    private static async Task<PostgresCluster> StartAsync()
    {
        var cluster = await PostgresCluster.StartAsync(Settings)
            ?? throw new SideNotAvailableException("PostgreSQL's programs are not installed (Debian: postgresql)");
        await using var dataSource = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var connection = await dataSource.OpenConnectionAsync();
        ServerVersion = connection.PostgreSqlVersion.ToString();
        await WarmUpAsync(connection);
        return cluster;
    }

    // A server that has run for a day has touched its buffers and recycles its log; one that was made a second ago gets both page by page,
    // in the middle of a round.
    private static async Task WarmUpAsync(NpgsqlConnection connection)
    {
        foreach (var sql in (string[])
        [
            "CREATE TABLE warm_up (filler text)",
            "INSERT INTO warm_up SELECT repeat(md5(i::text), 32) FROM generate_series(1, 1100000) AS i",
            "DROP TABLE warm_up",
            "CHECKPOINT",
        ])
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
            await command.ExecuteNonQueryAsync();
        }
    }
}
