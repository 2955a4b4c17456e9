using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Po.EndToEnd.Tests;

public sealed class HighwayTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("po-highway-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Every_car_is_counted_once_by_each_subscriber_of_hosts_on_one_SQLite_file()
    {
        var file = Path.Combine(_directory.FullName, "highway.db");
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(connection, "CREATE TABLE cars (subscription TEXT, plate TEXT, PRIMARY KEY (subscription, plate))");
        var run = new HighwayRun(po => Subscribe<RowCounter>(po.UseSqlite(file)));

        using (var host = await run.DriveAsync(TestContext.Current.CancellationToken))
        {
            await host.StopAsync(TestContext.Current.CancellationToken);
        }

        var counted = await ReadAsync(connection, "SELECT subscription, plate FROM cars");
        counted.Should().BeEquivalentTo(
            from subscriber in HighwayRun.Subscribers from plate in HighwayRun.Plates select (subscriber, plate));
    }

    [Fact]
    public async Task Every_car_is_counted_once_by_each_subscriber_of_hosts_on_one_store_in_memory()
    {
        var store = new InMemoryStore();
        var run = new HighwayRun(po =>
        {
            po.Services.AddSingleton<IStore>(store);
            Subscribe<MessageCounter>(po);
        });

        using var host = await run.DriveAsync(TestContext.Current.CancellationToken);

        foreach (var subscriber in HighwayRun.Subscribers)
        {
            var counted = await host.Services.GetRequiredService<IPo>()
                .ReadAsync(new StreamId("counted", subscriber), cancellationToken: TestContext.Current.CancellationToken)
                .Select(message => ((CarCounted)message.Data).Plate)
                .ToListAsync(TestContext.Current.CancellationToken);
            counted.Should().BeEquivalentTo(HighwayRun.Plates);
        }

        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static void Subscribe<THandler>(IPoBuilder po)
        where THandler : class, IMessageHandler
    {
        foreach (var subscriber in HighwayRun.Subscribers)
        {
            po.AddSubscription<THandler>(subscriber, "highway");
        }
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = new SqliteCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<List<(string Subscription, string Plate)>> ReadAsync(SqliteConnection connection, string sql)
    {
        await using var command = new SqliteCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<(string, string)>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            rows.Add((reader.GetString(0), reader.GetString(1)));
        }

        return rows;
    }
}
