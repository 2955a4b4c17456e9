using Po.Specification;

namespace Po.Sqlite.Tests.Transactions;

public sealed class TransactionCostTests : IAsyncDisposable
{
    private static readonly StreamId Stream = new("orders", "1");
    private readonly TestDatabase _database = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_commit_without_a_write_leaves_the_log_as_it_is()
    {
        var store = await _database.OpenAsync();
        await store.AppendAsync(Stream, A.Record());
        await store.MovePositionAsync("totals", 1);
        var commits = 0;
        await (await store.OccupyAsync(connection => connection.OnCommit(() => commits++))).DisposeAsync();
        var length = LogLength();

        await using (var transaction = await store.BeginAsync(Token))
        {
            (await transaction.TryLockPositionAsync("totals", Token)).Should().Be(1);
            (await transaction.ReadStreamAsync(Stream)).Should().HaveCount(1);
            await transaction.SetPositionAsync(1, Token);
            await transaction.CommitAsync();
        }

        commits.Should().Be(0);
        await using (var begun = await store.OccupyAsync())
        {
            await begun.CommitAsync();
        }

        LogLength().Should().Be(length);
    }

    [Fact]
    public async Task A_transaction_that_only_reads_keeps_no_writer_waiting_in_any_process()
    {
        var store = await _database.OpenAsync();
        var another = await _database.OpenAsync();
        await store.MovePositionAsync("totals", 0);
        await using var transaction = await store.BeginAsync(Token);
        await transaction.TryLockPositionAsync("totals", Token);
        await transaction.ReadGlobalAsync(StreamId.All);
        await transaction.SetPositionAsync(0, Token);

        await store.AppendAsync(Stream, A.Record()).AsTask().WithinLimitAsync("an append beside a transaction that reads");
        await another.AppendAsync(Stream, A.Record()).AsTask().WithinLimitAsync("an append of another process");
    }

    private long LogLength() => new FileInfo(_database.Path + "-wal").Length;
}
