using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Po.Postgres.Server;

namespace Po.EndToEnd.Tests;

/// <summary>Hosts behind a PgBouncer that lends a connection of the server for one transaction.</summary>
public sealed class PgBouncerHighwayTests : IAsyncLifetime
{
    // Fewer than there are subscriptions: whoever took a second connection while it holds one would wait for ever.
    private const int PoolSize = 4;

    private PostgresDatabase? _database;
    private PgBouncer? _bouncer;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string ConnectionString => _bouncer!.Through(_database!.ConnectionString);

    public async ValueTask InitializeAsync()
    {
        var reason = await PgBouncer.GetReasonToSkipAsync();
        Assert.SkipWhen(reason is not null, reason ?? "");
        _database = await PostgresServer.CreateDatabaseAsync();
        _bouncer = await PgBouncer.StartAsync(_database.ConnectionString, poolSize: PoolSize);
    }

    public async ValueTask DisposeAsync()
    {
        if (_bouncer is not null)
        {
            await _bouncer.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    [Fact]
    public async Task Every_car_is_counted_once_by_each_subscriber_of_hosts_that_come_and_go()
    {
        await using var dataSource = NpgsqlDataSource.Create(_database!.ConnectionString);
        await using (var create = dataSource.CreateCommand("CREATE TABLE cars (subscription text, plate text, PRIMARY KEY (subscription, plate))"))
        {
            await create.ExecuteNonQueryAsync(Token);
        }

        var run = new HighwayRun(po =>
        {
            po.UsePostgres(ConnectionString, options => options.Listen = false);
            foreach (var subscriber in HighwayRun.Subscribers)
            {
                po.AddSubscription<PostgresRowCounter>(subscriber, "highway");
            }
        });

        using (var host = await run.DriveAsync(Token))
        {
            await host.StopAsync(Token);
        }

        var counted = new List<(string Subscription, string Plate)>();
        await using var read = dataSource.CreateCommand("SELECT subscription, plate FROM cars");
        await using var reader = await read.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
        {
            counted.Add((reader.GetString(0), reader.GetString(1)));
        }

        counted.Should().BeEquivalentTo(
            from subscriber in HighwayRun.Subscribers from plate in HighwayRun.Plates select (subscriber, plate));
    }

    [Fact]
    public async Task A_host_that_would_listen_in_vain_does_not_start()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddPo(po => po.UsePostgres(ConnectionString));
        using var host = builder.Build();

        (await FluentActions.Awaiting(() => host.StartAsync(Token)).Should().ThrowAsync<PoConfigurationException>())
            .WithMessage("*Set Po:Postgres:Listen to false*");
    }
}
