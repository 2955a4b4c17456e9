using System.Transactions;
using Dapper;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Po.Transactions.Tests;

/// <summary>What docs/guides/transactions.md shows, as it is shown there.</summary>
public sealed class GuideTests(ShopFixture fixture) : ShopTests(fixture)
{
    [Fact]
    public async Task A_transaction_of_Npgsql()
    {
        await PlaceAsync(Shop.DataSource, Po, new Order { Id = Id, Total = 1 }, Token);

        await ShouldHoldAsync(row: true, 1);
    }

    [Fact]
    public async Task A_transaction_of_EF_Core()
    {
        await using (var db = Shop.CreateContext())
        {
            await PlaceAsync(db, Po, new Order { Id = Id, Total = 1 }, Token);
        }

        await ShouldHoldAsync(row: true, 1);
    }

    [Fact]
    public async Task A_savepoint()
    {
        await using var connection = await Shop.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);

        await TryDiscountAsync(transaction, Po.Join(transaction), Stream, Token);
        await transaction.CommitAsync(Token);

        await ShouldHoldAsync(row: false, 1, 3);
    }

    [Fact]
    public async Task An_ambient_transaction()
    {
        await PlaceInScopeAsync(Shop.DataSource, Po, new Order { Id = Id, Total = 1 }, Token);

        await ShouldHoldAsync(row: true, 1);
    }

    #region npgsql
    private static async Task PlaceAsync(NpgsqlDataSource dataSource, IPo po, Order order, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        await connection.ExecuteAsync("INSERT INTO orders (id, total) VALUES (@Id, @Total)", order, transaction);
        await po.Join(transaction).ExecuteAsync(
            new StreamId("order", order.Id), () => new PlaceOrder(order.Total), cancellationToken);

        await transaction.CommitAsync(cancellationToken);
    }
    #endregion

    #region ef
    private static async Task PlaceAsync(ShopContext db, IPo po, Order order, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        db.Orders.Add(order);
        await db.SaveChangesAsync(cancellationToken);
        await po.Join(transaction.GetDbTransaction()).AppendAsync(
            new StreamId("order", order.Id), new OrderPlaced(order.Total), ExpectedNumber.NoStream, cancellationToken);

        await transaction.CommitAsync(cancellationToken);
    }
    #endregion

    #region savepoint
    private static async Task TryDiscountAsync(
        NpgsqlTransaction transaction, IPo inside, StreamId stream, CancellationToken cancellationToken)
    {
        await inside.Stream(stream).AppendAsync([new OrderPlaced(1)], cancellationToken);

        await transaction.SaveAsync("before_discount", cancellationToken);
        await inside.Stream(stream).AppendAsync([new OrderPlaced(2)], cancellationToken);
        await transaction.RollbackAsync("before_discount", cancellationToken);

        // A view that was taken before the rollback would still be locked to number 2, and conflict: take a new one.
        await inside.Stream(stream).AppendAsync([new OrderPlaced(3)], cancellationToken);
    }
    #endregion

    #region scope
    private static async Task PlaceInScopeAsync(
        NpgsqlDataSource dataSource, IPo po, Order order, CancellationToken cancellationToken)
    {
        using var scope = new TransactionScope(
            TransactionScopeOption.Required,
            new TransactionOptions { IsolationLevel = IsolationLevel.ReadCommitted },
            TransactionScopeAsyncFlowOption.Enabled);

        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            await connection.ExecuteAsync("INSERT INTO orders (id, total) VALUES (@Id, @Total)", order);
        }

        // The connection is closed, so Po is given the same one.
        await po.AppendAsync(
            new StreamId("order", order.Id), new OrderPlaced(order.Total), cancellationToken: cancellationToken);

        scope.Complete();
    }
    #endregion
}
