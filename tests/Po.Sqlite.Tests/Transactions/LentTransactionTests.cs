using Po.Specification;
using static SQLitePCL.raw;

namespace Po.Sqlite.Tests.Transactions;

/// <summary>What an application does with the driver's transaction, well or badly, harms nobody else.</summary>
public sealed class LentTransactionTests : IAsyncDisposable
{
    private static readonly StreamId Stream = new("orders", "1");
    private readonly TestDatabase _database = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Is_durable_at_every_commit()
    {
        var store = await _database.OpenAsync();
        await using var transaction = await store.BeginAsync(Token);
        var database = await transaction.GetSqliteTransactionAsync();

        (await database.ExecuteAsync("PRAGMA journal_mode")).Should().Be("wal");
        (await database.ExecuteAsync("PRAGMA synchronous")).Should().Be(2L, "that is FULL");
    }

    [Fact]
    public async Task Is_durable_again_after_an_application_has_changed_the_connection()
    {
        var store = await _database.OpenAsync();
        var transaction = await store.BeginAsync(Token);
        var connection = (await transaction.GetSqliteTransactionAsync()).Connection!;
        sqlite3_exec(connection.Handle!, "ROLLBACK; PRAGMA synchronous = OFF; PRAGMA query_only = ON; BEGIN").Should().Be(SQLITE_OK);
        await transaction.DisposeAsync();

        await store.AppendAsync(Stream, A.Record());
        await using var next = await store.BeginAsync(Token);
        (await (await next.GetSqliteTransactionAsync()).ExecuteAsync("PRAGMA synchronous")).Should().Be(2L);
    }

    [Fact]
    public async Task Has_the_write_lock_from_the_start()
    {
        var store = await _database.OpenAsync();
        await using var transaction = await store.OccupyAsync();
        await using var other = await _database.ConnectAsync();

        sqlite3_exec(other.Handle!, "BEGIN IMMEDIATE").Should().Be(SQLITE_BUSY);
        await transaction.DisposeAsync();
        sqlite3_exec(other.Handle!, "BEGIN IMMEDIATE").Should().Be(SQLITE_OK);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refuses_to_go_on_when_the_application_has_ended_it(bool commit)
    {
        var store = await _database.OpenAsync();
        var transaction = await store.BeginAsync(Token);
        await transaction.TryLockPositionAsync("totals", Token);
        await transaction.AppendAsync(Stream, A.Record());
        var database = await transaction.GetSqliteTransactionAsync();
        await (commit ? database.CommitAsync(Token) : database.RollbackAsync(Token));

        await transaction.Invoking(async ended => await ended.CommitAsync()).Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("*only the store may do*");
        await transaction.DisposeAsync();

        (await store.AppendAsync(Stream, A.Record())).LastNumber.Should().Be(commit ? 2 : 1);
    }

    [Fact]
    public async Task Notices_when_the_database_has_rolled_back_by_itself()
    {
        var store = await _database.OpenAsync();
        var transaction = await store.BeginAsync(Token);
        await transaction.AppendAsync(Stream, A.Record());
        sqlite3_exec((await transaction.GetSqliteTransactionAsync()).Connection!.Handle!, "ROLLBACK").Should().Be(SQLITE_OK);

        await transaction.Invoking(async broken => await broken.AppendAsync(Stream, A.Record()))
            .Should().ThrowAsync<InvalidOperationException>();
        await transaction.DisposeAsync();

        (await store.ReadLastNumberAsync(Stream)).Should().Be(0);
        (await store.AppendAsync(Stream, A.Record())).LastNumber.Should().Be(1);
    }

    [Fact]
    public async Task Goes_on_with_a_new_connection_when_the_application_has_left_a_reader_open()
    {
        var store = await _database.OpenAsync();
        await store.AppendAsync(Stream, A.Records(3));
        var transaction = await store.BeginAsync(Token);
        var database = await transaction.GetSqliteTransactionAsync();
        var command = database.Connection!.CreateCommand();
        command.CommandText = "SELECT * FROM po_records";
        command.Transaction = database;
        var reader = await command.ExecuteReaderAsync(Token);
        await reader.ReadAsync(Token);

        await transaction.AppendAsync(Stream, A.Record());
        await transaction.CommitAsync();
        await _database.ExecuteAsync("CREATE TABLE other (id INTEGER); INSERT INTO other VALUES (1)");

        (await store.AppendAsync(Stream, A.Record())).LastNumber.Should().Be(5);
        await command.DisposeAsync();
    }

    [Fact]
    public async Task Goes_on_with_a_new_connection_when_the_application_has_closed_it()
    {
        var store = await _database.OpenAsync();
        var transaction = await store.BeginAsync(Token);
        await transaction.AppendAsync(Stream, A.Record());
        await (await transaction.GetSqliteTransactionAsync()).Connection!.CloseAsync();

        await transaction.Invoking(async broken => await broken.CommitAsync()).Should().ThrowAsync<InvalidOperationException>();
        await transaction.DisposeAsync();

        (await store.AppendAsync(Stream, A.Record())).LastNumber.Should().Be(1);
    }

    [Fact]
    public async Task Rolls_back_and_frees_everything_when_the_store_is_disposed_of()
    {
        var store = await _database.OpenAsync();
        var another = await _database.OpenAsync();
        var transaction = await store.BeginAsync(Token);
        await transaction.TryLockPositionAsync("totals", Token);
        await transaction.AppendAsync(Stream, A.Record());

        await store.DisposeAsync();

        await transaction.Invoking(async ended => await ended.CommitAsync()).Should().ThrowAsync<InvalidOperationException>();
        await transaction.DisposeAsync();
        (await another.AppendAsync(Stream, A.Record())).LastNumber.Should().Be(1);
        await another.MovePositionAsync("totals", 1);
    }
}
