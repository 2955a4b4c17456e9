using System.Data.Common;
using Npgsql;
using Po.Postgres.Server;
using Po.Specification;

namespace Po.Postgres.Tests;

/// <summary>A database of its own with an initialised store.</summary>
public class PostgresFixture : IStoreFixture
{
    private readonly List<PostgresStore> _stores = [];
    private PostgresDatabase? _database;
    private NpgsqlDataSource? _dataSource;

    /// <summary>Why the tests cannot run here; null if they can.</summary>
    public string? ReasonToSkip { get; private set; }

    /// <inheritdoc/>
    public IStore Store => Postgres;

    /// <summary>The store, typed.</summary>
    public PostgresStore Postgres => _stores[0];

    /// <summary>Connects to the database as superuser.</summary>
    public string ConnectionString => _database!.ConnectionString;

    /// <summary>What stores connect with.</summary>
    public virtual string StoreConnectionString => ConnectionString;

    /// <summary>Connections of an application, beside those of the store.</summary>
    public NpgsqlDataSource DataSource => _dataSource!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        ReasonToSkip = await GetReasonToSkipAsync();
        if (ReasonToSkip is null)
        {
            _database = await PostgresServer.CreateDatabaseAsync();
            await PrepareAsync();
            _dataSource = NpgsqlDataSource.Create(ConnectionString);
            await OpenAnotherAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IStore> OpenAnotherAsync() => await OpenAsync();

    /// <inheritdoc/>
    public async ValueTask<DbConnection?> ConnectAsync()
    {
        var connection = new NpgsqlConnection(StoreConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>Another store object on the same data.</summary>
    /// <param name="configure">Changes its options.</param>
    public async Task<PostgresStore> OpenAsync(Action<PostgresStoreOptions>? configure = null)
    {
        var options = CreateOptions();
        configure?.Invoke(options);
        var store = new PostgresStore(options);
        lock (_stores)
        {
            _stores.Add(store);
        }

        await store.InitializeAsync(TestContext.Current.CancellationToken);
        return store;
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        if (_database is not null)
        {
            await _dataSource!.DisposeAsync();
            await _database.DisposeAsync();
        }
    }

    /// <summary>Why the tests cannot run here; null if they can.</summary>
    protected virtual Task<string?> GetReasonToSkipAsync() => PostgresServer.GetReasonToSkipAsync();

    /// <summary>Starts what a store needs besides the database.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>How stores work, unless a test changes it.</summary>
    protected virtual PostgresStoreOptions CreateOptions() => new() { ConnectionString = StoreConnectionString };
}
