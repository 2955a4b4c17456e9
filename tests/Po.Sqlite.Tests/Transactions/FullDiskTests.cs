using Microsoft.Data.Sqlite;
using Po.Specification;

namespace Po.Sqlite.Tests.Transactions;

/// <summary>A full disk, played by a database that may not grow.</summary>
public sealed class FullDiskTests : IAsyncDisposable
{
    private static readonly StreamId Stream = new("orders", "1");
    private readonly TestDatabase _database = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Fails_appends_with_a_clear_sentence_until_there_is_room_again()
    {
        var store = await _database.OpenAsync();
        await store.AppendAsync(Stream, A.Record());
        await SetLargestSizeAsync(store, 1);

        var full = (await store.Invoking(async busy => await busy.AppendAsync(Stream, A.Records(10, 100_000)))
            .Should().ThrowAsync<StoreUnavailableException>().WithMessage("*the disk is full*")).Which;
        full.InnerException.Should().BeOfType<SqliteException>();
        store.IsTransient(full).Should().BeTrue();

        await SetLargestSizeAsync(store, 1_000_000);
        (await store.AppendAsync(Stream, A.Records(10, 100_000))).LastNumber.Should().Be(11);
    }

    [Fact]
    public async Task Fails_only_the_append_that_needs_room()
    {
        var store = await _database.OpenAsync();
        await store.AppendAsync(Stream, A.Record());
        await SetLargestSizeAsync(store, 1);
        var occupied = await store.OccupyAsync();

        var small = store.AppendAsync(Stream, A.Record()).AsTask();
        var large = store.AppendAsync(Stream, A.Records(10, 100_000)).AsTask();
        var alsoSmall = store.AppendAsync(Stream, A.Record()).AsTask();
        await occupied.DisposeAsync();

        (await small.WithinLimitAsync("an append")).LastNumber.Should().Be(2);
        await large.Invoking(task => task).Should().ThrowAsync<StoreUnavailableException>();
        (await alsoSmall.WithinLimitAsync("an append")).LastNumber.Should().Be(3);
    }

    [Fact]
    public async Task Leaves_nothing_of_a_transaction_but_disposing()
    {
        var store = await _database.OpenAsync();
        await store.AppendAsync(Stream, A.Record());
        await SetLargestSizeAsync(store, 1);
        var transaction = await store.BeginAsync(Token);
        await transaction.TryLockPositionAsync("totals", Token);
        await transaction.AppendAsync(Stream, A.Record());

        await transaction.Invoking(async full => await full.AppendAsync(Stream, A.Records(10, 100_000)))
            .Should().ThrowAsync<StoreUnavailableException>();
        await transaction.Invoking(async broken => await broken.CommitAsync())
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("*only disposing*");
        await transaction.DisposeAsync();

        (await store.ReadLastNumberAsync(Stream)).Should().Be(1);
        await store.MovePositionAsync("totals", 1);
    }

    // In pages; SQLite takes the present size if that is larger.
    private static async Task SetLargestSizeAsync(SqliteStore store, int pages)
    {
        await using var transaction = await store.BeginAsync(Token);
        await (await transaction.GetSqliteTransactionAsync()).ExecuteAsync($"PRAGMA max_page_count = {pages}");
    }
}
