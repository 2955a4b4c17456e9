using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Po.Postgres.Server;

namespace Po.Transactions.Tests;

/// <summary>A shop on a database of its own: rows, streams, and one data source for both.</summary>
public sealed class ShopFixture : IAsyncLifetime
{
    private PostgresDatabase? _database;
    private ServiceProvider? _services;
    private string? _reasonToSkip;

    /// <summary>Connects to the database.</summary>
    public string ConnectionString => _database!.ConnectionString;

    /// <summary>The connections of rows and streams.</summary>
    public NpgsqlDataSource DataSource => _services!.GetRequiredService<NpgsqlDataSource>();

    /// <summary>The streams.</summary>
    public IPo Po => _services!.GetRequiredService<IPo>();

    /// <summary>The store of the streams.</summary>
    public IStore Store => _services!.GetRequiredService<IStore>();

    /// <summary>Is told of appends.</summary>
    public RecordingBroker Broker { get; } = new();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _reasonToSkip = await PostgresServer.GetReasonToSkipAsync();
        if (_reasonToSkip is null)
        {
            _database = await PostgresServer.CreateDatabaseAsync();
            _services = CreateServices(ConnectionString, Broker);
            await DataSource.OpenConnection().ExecuteAsync("CREATE TABLE orders (id text PRIMARY KEY, total integer NOT NULL)");
            await Store.InitializeAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Called in the constructor of each test class: skips its tests if there is no server.</summary>
    /// <returns>This fixture.</returns>
    public ShopFixture OrSkip()
    {
        Assert.SkipWhen(_reasonToSkip is not null, _reasonToSkip ?? "");
        return this;
    }

    /// <summary>Lets what folds wanted to save be written.</summary>
    public ValueTask FlushSnapshotsAsync() =>
        _services!.GetRequiredService<PoEngine>().FlushSnapshotsAsync(TestContext.Current.CancellationToken);

    /// <summary>The rows through EF Core, on the shared data source.</summary>
    public ShopContext CreateContext() => new(new DbContextOptionsBuilder<ShopContext>().UseNpgsql(DataSource).Options);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
            await _database!.DisposeAsync();
        }
    }

    /// <summary>Puts an application together.</summary>
    /// <param name="connectionString">Its database.</param>
    /// <param name="broker">Is told of appends; the usual one if null.</param>
    /// <param name="share">Whether the store is on the data source of the application, or has connections of its own.</param>
    internal static ServiceProvider CreateServices(string connectionString, IBroker? broker = null, bool share = true)
    {
        var services = new ServiceCollection();
        services.AddSingleton(_ => NpgsqlDataSource.Create(connectionString));
        services.AddPo(po =>
        {
            po.UsePostgres(share ? null : connectionString).AddMessage<OrderPlaced>().Configure(options => options.Snapshots.EveryMessages = 1);
            if (broker is not null)
            {
                po.ReplaceSingleton(_ => broker);
            }
        });
        return services.BuildServiceProvider();
    }
}
