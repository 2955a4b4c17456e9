using Npgsql;
using Po.Postgres.Server;
using Po.Specification;

namespace Po.Postgres.Tests;

/// <summary>A database of its own with an initialised store.</summary>
public sealed class PostgresFixture : IStoreFixture
{
    private readonly List<PostgresStore> _stores = [];
    private PostgresDatabase? _database;
    private NpgsqlDataSource? _dataSource;
    private string? _reasonToSkip;

    /// <inheritdoc/>
    public IStore Store => Postgres;

    /// <summary>The store, typed.</summary>
    public PostgresStore Postgres => _stores[0];

    /// <summary>Connects to the database as superuser.</summary>
    public string ConnectionString => _database!.ConnectionString;

    /// <summary>Connections of an application, beside those of the store.</summary>
    public NpgsqlDataSource DataSource => _dataSource!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _reasonToSkip = await PostgresServer.GetReasonToSkipAsync();
        if (_reasonToSkip is null)
        {
            _database = await PostgresServer.CreateDatabaseAsync();
            _dataSource = NpgsqlDataSource.Create(ConnectionString);
            await OpenAnotherAsync();
        }
    }

    /// <summary>Called in the constructor of each test class: skips its tests if there is no server.</summary>
    /// <returns>This fixture.</returns>
    public PostgresFixture OrSkip()
    {
        Assert.SkipWhen(_reasonToSkip is not null, _reasonToSkip ?? "");
        return this;
    }

    /// <inheritdoc/>
    public async ValueTask<IStore> OpenAnotherAsync() => await OpenAsync();

    /// <summary>Another store object on the same data.</summary>
    /// <param name="configure">Changes its options.</param>
    public async Task<PostgresStore> OpenAsync(Action<PostgresStoreOptions>? configure = null)
    {
        var options = new PostgresStoreOptions { ConnectionString = ConnectionString };
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
    public async ValueTask DisposeAsync()
    {
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
}
