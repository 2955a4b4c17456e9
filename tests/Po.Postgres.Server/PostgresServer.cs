using Npgsql;
using Testcontainers.PostgreSql;

namespace Po.Postgres.Server;

/// <summary>The PostgreSQL server that the tests of this process share; found or started once, at the first use.</summary>
/// <remarks>
/// Looked for in this order: the connection string in <c>PO_TEST_POSTGRES</c>; the programs in the folder <c>PO_TEST_POSTGRES_BIN</c>,
/// else of a local installation, started as a private cluster; Docker.
/// </remarks>
public static class PostgresServer
{
    private static readonly Lazy<Task<string>> Found = new(FindAsync);

    // Keeps a private cluster's supervisor alive; it ends with this process.
    private static PostgresCluster? _cluster;

    /// <summary>Whether a test that lacks a server fails instead of being skipped.</summary>
    internal static bool IsRequired => Environment.GetEnvironmentVariable("CI") is not (null or "" or "false");

    /// <summary>Why tests that need PostgreSQL cannot run here; null if they can.</summary>
    public static async Task<string?> GetReasonToSkipAsync()
    {
        try
        {
            await Found.Value;
            return null;
        }
        catch (PostgresNotFoundException e) when (!IsRequired)
        {
            return e.Message;
        }
    }

    /// <summary>Connects as superuser.</summary>
    /// <exception cref="PostgresNotFoundException">There is no server.</exception>
    public static Task<string> GetConnectionStringAsync() => Found.Value;

    /// <summary>Creates an empty database of its own for one class of tests.</summary>
    public static async Task<PostgresDatabase> CreateDatabaseAsync() =>
        await PostgresDatabase.CreateAsync(await GetConnectionStringAsync());

    private static async Task<string> FindAsync()
    {
        if (Environment.GetEnvironmentVariable("PO_TEST_POSTGRES") is { Length: > 0 } connectionString)
        {
            await using var dataSource = NpgsqlDataSource.Create(connectionString);
            await using var connection = await dataSource.OpenConnectionAsync();
            return connectionString;
        }

        _cluster = await PostgresCluster.StartAsync();
        return _cluster?.ConnectionString ?? await StartContainerAsync();
    }

    private static async Task<string> StartContainerAsync()
    {
        try
        {
            // Testcontainers removes the container when this process has ended.
            var container = new PostgreSqlBuilder("postgres:17-alpine")
                .WithCommand("-c", "max_connections=200", "-c", "max_prepared_transactions=20")
                .Build();
            await container.StartAsync();
            return container.GetConnectionString();
        }
        catch (Exception e)
        {
            // Whatever Docker lacks, it is not there for these tests.
            throw new PostgresNotFoundException(e);
        }
    }
}
