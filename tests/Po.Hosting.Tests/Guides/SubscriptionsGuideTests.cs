using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Po.Hosting.Tests;

// The examples of docs/guides/subscriptions.md.
public sealed class SubscriptionsGuideTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("po-guide-").FullName;

    [Fact]
    public async Task Batches_state_and_reading_what_one_has_written()
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po
            .UseSqlite(Path.Combine(_folder, "po.db"))
            .AddMessage<OrderPlaced>("order-placed")
            .AddMessage<Turnover.Sums>("turnover-reached")
            .AddSubscription<OrderList>("order-list", "order")
            .AddSubscription<Turnover>("turnover", "order"));
        using var host = await builder.StartAsync();

        var count = await PlaceAsync(host.Po(), new OrderPlaced(100), TestContext.Current.CancellationToken);
        await host.Po().AppendAsync(
            new StreamId("order", "many"), [.. Enumerable.Repeat(new OrderPlaced(2), 99)], cancellationToken: TestContext.Current.CancellationToken);
        await host.Po().CaughtUpAsync("order-list");
        await host.Po().CaughtUpAsync("turnover");

        count.Should().Be(1);
        (await CountOrdersAsync(TestContext.Current.CancellationToken)).Should().Be(100);
        (await host.Po().ReadAsync(new StreamId("turnover"), cancellationToken: TestContext.Current.CancellationToken)
            .Select(message => message.Data).ToListAsync(TestContext.Current.CancellationToken))
            .Should().Equal(new Turnover.Sums(100, 298));
    }

    [Fact]
    public void Where_to_begin_is_said_in_code()
    {
        var builder = TestHost.CreateBuilder();
        #region start
        builder.Services.AddPo(po => po
            .AddSubscription("alarms", "*", AlarmAsync, options =>
            {
                options.StartFrom = StartFrom.Now;
                options.Groups.Add("order");
                options.Groups.Add("payment");
                options.MessageTypes.Add("order-cancelled");
                options.MessageTypes.Add("payment-refused");
            }));
        #endregion
        using var host = builder.Build();

        host.Services.GetRequiredService<SubscriptionCatalog>().Definitions.Single().Options!.StartFrom.Should().Be(StartFrom.Now);
    }

    [Fact]
    public async Task The_section_of_the_guide_is_read()
    {
        var builder = TestHost.CreateBuilder();
        builder.Configuration.AddJsonStream(Guide.Json("subscriptions.md"));
        builder.Services.AddPo(po => po
            .UseInMemory()
            .AddSubscription("invoices", "order", AlarmAsync)
            .AddSubscription("parcels", "order", AlarmAsync)
            .AddSubscription("alarms", "*", AlarmAsync));
        using var host = await builder.StartAsync();

        var options = host.Services.GetRequiredService<SubscriptionCatalog>().Definitions.ToDictionary(each => each.Id, each => each.Options!);
        options.Values.Should().OnlyContain(each => each.MaxAttempts == 10);
        options["invoices"].OnFailure.Should().Be(FailurePolicy.ParkStream);
        options["parcels"].Mode.Should().Be(SubscriptionMode.Detached);
        options["alarms"].MessageTypes.Should().HaveCount(2);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ValueTask AlarmAsync(Message message, ISubscriptionContext context, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    #region wait
    private async Task<long> PlaceAsync(IPo po, OrderPlaced order, CancellationToken cancellationToken)
    {
        var placed = await po.AppendAsync(new StreamId("order", $"{Guid.NewGuid():N}"), order, ExpectedNumber.NoStream, cancellationToken);

        // From here on the row of this order can be read, in whichever process the subscription runs.
        await po.WaitForAsync("order-list", placed.LastGlobalNumber, TimeSpan.FromSeconds(5), cancellationToken);
        return await CountOrdersAsync(cancellationToken);
    }

    #endregion

    private async Task<long> CountOrdersAsync(CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "po.db")}");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM orders";
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private sealed record OrderPlaced(int Total);

    #region batch
    private sealed class OrderList(ISubscriptionContext context) : IBatchHandler
    {
        public async ValueTask HandleAsync(IReadOnlyList<Message> messages, CancellationToken cancellationToken)
        {
            var transaction = await context.GetTransactionAsync(cancellationToken);
            await using var insert = transaction.Connection!.CreateCommand();
            insert.Transaction = transaction;
            insert.CommandText = "CREATE TABLE IF NOT EXISTS orders (number INTEGER PRIMARY KEY, total INTEGER NOT NULL); INSERT INTO orders VALUES "
                + string.Join(", ", messages.Select((_, i) => $"(@number{i}, @total{i})"));
            for (var i = 0; i < messages.Count; i++)
            {
                insert.Parameters.Add(new SqliteParameter($"@number{i}", messages[i].GlobalNumber));
                insert.Parameters.Add(new SqliteParameter($"@total{i}", ((OrderPlaced)messages[i].Data).Total));
            }

            await insert.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    #endregion

    #region state
    private sealed class Turnover(IPo po, ISubscriptionContext context) : IHandler<OrderPlaced>, INamedSnapshot<Turnover.Sums>
    {
        public string SnapshotName => "sums";

        public Sums State { get; set; } = new(0, 0);

        public async ValueTask HandleAsync(Message<OrderPlaced> message, CancellationToken cancellationToken)
        {
            State = new(State.Orders + 1, State.Total + message.Data.Total);
            if (State.Orders % 100 == 0 && !context.IsRebuilding)
            {
                await po.AppendAsync(new StreamId("turnover"), State, cancellationToken: cancellationToken);
            }
        }

        public sealed record Sums(int Orders, int Total);
    }

    #endregion
}
