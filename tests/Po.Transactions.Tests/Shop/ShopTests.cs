using System.Transactions;
using Dapper;
using Npgsql;

namespace Po.Transactions.Tests;

/// <summary>What tests of the shop share.</summary>
/// <param name="fixture">The shop of the test class.</param>
public abstract class ShopTests(ShopFixture fixture) : IClassFixture<ShopFixture>
{
    /// <summary>The shop.</summary>
    protected ShopFixture Shop { get; } = fixture.OrSkip();

    /// <summary>The streams.</summary>
    protected IPo Po => Shop.Po;

    /// <summary>An order of this test alone.</summary>
    protected string Id { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>Its stream.</summary>
    protected StreamId Stream => new("order", Id);

    /// <summary>Cancelled when the test run is.</summary>
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Inserts a row of this test.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction; none, or the ambient one, if null.</param>
    protected Task InsertAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction = null) => connection.ExecuteAsync(
        "INSERT INTO orders (id, total) VALUES (@Id, @Total)", new Order { Id = Id, Total = 1 }, transaction);

    /// <summary>Both are there, or neither.</summary>
    /// <param name="row">Whether the row is there.</param>
    /// <param name="messages">How many messages are.</param>
    protected async Task ShouldHoldAsync(bool row, params int[] messages)
    {
        await using var connection = await Shop.DataSource.OpenConnectionAsync(Token);
        (await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM orders WHERE id = @Id", new { Id })).Should().Be(row ? 1 : 0);
        (await ReadAsync(Po)).Should().Equal(messages);
    }

    /// <summary>The totals in the stream of this test.</summary>
    /// <param name="po">Where to read.</param>
    protected async Task<List<int>> ReadAsync(IPo po)
    {
        var totals = new List<int>();
        await foreach (var message in po.ReadAsync(Stream, cancellationToken: Token))
        {
            message.Number.Should().Be(totals.Count + 1);
            totals.Add(((OrderPlaced)message.Data).Total);
        }

        return totals;
    }

    /// <summary>Begins an ambient transaction.</summary>
    /// <param name="level">Which isolation it asks for.</param>
    protected static TransactionScope BeginScope(IsolationLevel level = IsolationLevel.ReadCommitted) => new(
        TransactionScopeOption.RequiresNew, new TransactionOptions { IsolationLevel = level }, TransactionScopeAsyncFlowOption.Enabled);
}
