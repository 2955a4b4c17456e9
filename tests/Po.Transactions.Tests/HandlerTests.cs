using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Po.Specification;

namespace Po.Transactions.Tests;

/// <summary>Read models that commit together with the position of their subscription.</summary>
public sealed class HandlerTests(ShopFixture fixture) : ShopTests(fixture)
{
    [Fact]
    public Task With_Dapper_rows_and_position_are_one_commit() => RowsAndPositionAreOneCommitAsync<DapperOrders>();

    [Fact]
    public Task With_EF_Core_rows_and_position_are_one_commit() => RowsAndPositionAreOneCommitAsync<EntityFrameworkOrders>();

    private async Task RowsAndPositionAreOneCommitAsync<THandler>()
        where THandler : class, IHandler<OrderPlaced>
    {
        var subscription = $"orders-{Id}";
        var trouble = new Trouble();
        using var host = CreateHost<THandler>(subscription, trouble);
        await host.StartAsync(Token);
        var (po, store) = (host.Services.GetRequiredService<IPo>(), host.Services.GetRequiredService<IStore>());
        trouble.IsOn = true;

        var last = (await po.AppendAsync(Stream, [new OrderPlaced(1), new OrderPlaced(2), new OrderPlaced(3)], cancellationToken: Token))
            .LastGlobalNumber;
        await trouble.WhenMetAsync();
        (await ReadRowAsync()).Should().Be((0, 0), "what the failing transaction has written is rolled back");
        (await store.ReadPositionAsync(subscription, Token)).Should().BeLessThan(last - 2);
        trouble.IsOn = false;
        await po.Subscriptions[subscription].WaitForAsync(last, Token).AsTask().WithinLimitAsync("the messages to be handled");

        (await ReadRowAsync()).Should().Be((6, 3), "each message has counted once");
        (await ReadAsync(po)).Should().HaveCount(3);
        (await po.ReadAsync(new StreamId("confirmed", Id), cancellationToken: Token).CountAsync(Token)).Should().Be(3);
        await host.StopAsync(Token);
    }

    private IHost CreateHost<THandler>(string subscription, Trouble trouble)
        where THandler : class, IHandler<OrderPlaced>
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(trouble);
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(Shop.ConnectionString));
        builder.Services.AddDbContext<ShopContext>((services, options) => options.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()));
        builder.Services.AddPo(po => po
            .UsePostgres()
            .AddMessage<OrderPlaced>()
            .AddSubscription<THandler>(subscription, Stream.ToString(), options =>
            {
                options.RetryDelay = TimeSpan.FromMilliseconds(1);
                options.MaxRetryDelay = TimeSpan.FromMilliseconds(10);
                options.MaxAttempts = int.MaxValue;
            }));
        return builder.Build();
    }

    private async Task<(int Total, long Rows)> ReadRowAsync()
    {
        await using var connection = await Shop.DataSource.OpenConnectionAsync(Token);
        return await connection.QuerySingleAsync<(int, long)>(
            "SELECT coalesce(sum(total), 0)::integer, count(*) FROM orders WHERE id LIKE @Id || '%'", new { Id });
    }

    private sealed class DapperOrders(ISubscriptionContext context, IPo po, Trouble trouble) : IHandler<OrderPlaced>
    {
        #region dapper
        public async ValueTask HandleAsync(Message<OrderPlaced> message, CancellationToken cancellationToken)
        {
            var transaction = await context.GetTransactionAsync(cancellationToken);
            await transaction.Connection!.ExecuteAsync(
                "INSERT INTO orders (id, total) VALUES (@Id, @Total)",
                new Order { Id = $"{message.Stream.Entity}-{message.Number}", Total = message.Data.Total },
                transaction);

            // Appended with the row and the position, or not at all: in a handler IPo works in the handler's transaction by itself.
            await po.AppendAsync(new StreamId("confirmed", message.Stream.Entity!), message.Data, cancellationToken: cancellationToken);
            #endregion
            trouble.Meet();
        }
    }

    private sealed class EntityFrameworkOrders(ISubscriptionContext context, ShopContext db, IPo po, Trouble trouble) : IHandler<OrderPlaced>
    {
        #region ef
        public async ValueTask HandleAsync(Message<OrderPlaced> message, CancellationToken cancellationToken)
        {
            // The context is made anew for each transaction, so it is told once for all messages of that transaction.
            if (db.Database.CurrentTransaction is null)
            {
                var transaction = await context.GetTransactionAsync(cancellationToken);
                db.Database.SetDbConnection(transaction.Connection, contextOwnsConnection: false);
                await db.Database.UseTransactionAsync(transaction, cancellationToken);
            }

            db.Orders.Add(new Order { Id = $"{message.Stream.Entity}-{message.Number}", Total = message.Data.Total });
            await db.SaveChangesAsync(cancellationToken);
            #endregion
            await po.AppendAsync(new StreamId("confirmed", message.Stream.Entity!), message.Data, cancellationToken: cancellationToken);
            trouble.Meet();
        }
    }

    // Lets handlers fail after everything that they do.
    private sealed class Trouble
    {
        private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _isOn;

        public bool IsOn
        {
            set => _isOn = value;
        }

        public Task WhenMetAsync() => _met.Task.WithinLimitAsync("a handler to fail");

        public void Meet()
        {
            if (_isOn)
            {
                _met.TrySetResult();
                throw new InvalidOperationException("The handler has failed after it has written.");
            }
        }
    }
}
