using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Po.Transactions.Tests;

/// <summary>The same in one file: rows through EF Core, streams beside them.</summary>
public sealed class SqliteTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("po-transactions-").FullName;
    private readonly RecordingBroker _broker = new();
    private readonly StreamId _stream = new("order", "1");
    private ServiceProvider? _services;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Path => System.IO.Path.Combine(_folder, "shop.db");

    private IPo Po => _services!.GetRequiredService<IPo>();

    private IStore Store => _services!.GetRequiredService<IStore>();

    public async ValueTask InitializeAsync()
    {
        var services = new ServiceCollection();
        services.AddPo(po => po.UseSqlite(Path).AddMessage<OrderPlaced>().ReplaceSingleton<IBroker>(_ => _broker));
        _services = services.BuildServiceProvider();
        await Store.InitializeAsync(Token);
        await using var db = CreateContext();
        await db.Database.ExecuteSqlRawAsync("CREATE TABLE orders (id TEXT PRIMARY KEY, total INTEGER NOT NULL)", Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _services!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_EF_Core_saves_and_a_message_are_stored_together_or_not_at_all(bool commit)
    {
        await using (var db = CreateContext())
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Token);
            db.Orders.Add(new Order { Id = "1", Total = 1 });
            await db.SaveChangesAsync(Token);
            var inside = Po.Join(transaction.GetDbTransaction());
            await inside.AppendAsync(_stream, new OrderPlaced(1), cancellationToken: Token);
            (await inside.ExecuteAsync(_stream, () => new PlaceOrder(2), Token)).Appended.Count.Should().Be(0);
            (await Store.ReadLastNumberAsync(_stream, Token)).Should().Be(0);
            if (commit)
            {
                await transaction.CommitAsync(Token);
                await _broker.WhenToldOfAsync(_stream);
            }
        }

        await using var reading = CreateContext();
        (await reading.Orders.CountAsync(Token)).Should().Be(commit ? 1 : 0);
        (await Store.ReadLastNumberAsync(_stream, Token)).Should().Be(commit ? 1 : 0);
    }

    [Fact]
    public async Task A_transaction_on_another_file_is_refused()
    {
        await using var connection = new SqliteConnection($"Data Source={Path}.other;Pooling=False");
        await connection.OpenAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);

        await Po.Join(transaction).Awaiting(po => po.AppendAsync(_stream, new OrderPlaced(1), cancellationToken: Token).AsTask())
            .Should().ThrowAsync<TransactionRefusedException>().WithMessage("*shop.db.other*shop.db*");
    }

    [Fact]
    public async Task A_connection_that_does_not_wait_for_the_disk_is_refused()
    {
        await using var connection = await ConnectAsync("PRAGMA synchronous = NORMAL");
        await using var transaction = await connection.BeginTransactionAsync(Token);

        await Po.Join(transaction).Awaiting(po => po.AppendAsync(_stream, new OrderPlaced(1), cancellationToken: Token).AsTask())
            .Should().ThrowAsync<TransactionRefusedException>().WithMessage("*synchronous = FULL*");
    }

    [Fact]
    public async Task A_transaction_that_began_as_a_reader_may_find_the_file_locked()
    {
        await using var connection = await ConnectAsync();
        await using var transaction = connection.BeginTransaction(deferred: true);
        var inside = Po.Join(transaction);
        (await inside.ReadAsync(_stream, cancellationToken: Token).CountAsync(Token)).Should().Be(0);
        await Po.AppendAsync(_stream, new OrderPlaced(1), cancellationToken: Token);

        await inside.Awaiting(po => po.AppendAsync(_stream, new OrderPlaced(2), cancellationToken: Token).AsTask())
            .Should().ThrowAsync<StoreBusyException>();
        await transaction.RollbackAsync(Token);

        (await Store.ReadLastNumberAsync(_stream, Token)).Should().Be(1);
    }

    [Fact]
    public async Task A_transaction_that_was_rolled_back_by_hand_stores_nothing_more()
    {
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Token);
        var inside = Po.Join(transaction);
        await inside.AppendAsync(_stream, new OrderPlaced(1), cancellationToken: Token);
        await using (var rollback = connection.CreateCommand())
        {
            rollback.CommandText = "ROLLBACK";
            rollback.Transaction = (SqliteTransaction)transaction;
            await rollback.ExecuteNonQueryAsync(Token);
        }

        await inside.Awaiting(po => po.AppendAsync(_stream, new OrderPlaced(2), cancellationToken: Token).AsTask())
            .Should().ThrowAsync<InvalidOperationException>();

        (await Store.ReadLastNumberAsync(_stream, Token)).Should().Be(0);
    }

    private async Task<SqliteConnection> ConnectAsync(string? setting = null)
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        await connection.OpenAsync(Token);
        if (setting is not null)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = setting;
            await command.ExecuteNonQueryAsync(Token);
        }

        return connection;
    }

    private ShopContext CreateContext() =>
        new(new DbContextOptionsBuilder<ShopContext>().UseSqlite($"Data Source={Path};Pooling=False").Options);
}
