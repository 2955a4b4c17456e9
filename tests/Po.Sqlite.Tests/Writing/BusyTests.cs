using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Po.Specification;

namespace Po.Sqlite.Tests.Writing;

public sealed class BusyTests : IAsyncDisposable
{
    private static readonly StreamId Stream = new("orders", "1");
    private readonly TestDatabase _database = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Waits_for_another_process_without_holding_a_thread()
    {
        var store = await _database.OpenAsync(_time);
        await using var other = await LockAsync();

        var append = store.AppendAsync(Stream, A.Record()).AsTask();
        append.IsCompleted.Should().BeFalse("the call has returned while the file is locked");
        (await store.ReadHorizonAsync(Token)).Should().Be(0, "readers wait for nobody");
        await other.ExecuteAsync("COMMIT");

        await _time.PassUntilAsync(append, "an append after the lock was given back");
        (await append).LastNumber.Should().Be(1);
    }

    [Fact]
    public async Task Says_that_the_store_is_busy_once_the_timeout_is_over()
    {
        var store = await _database.OpenAsync(_time, options => options.BusyTimeout = TimeSpan.FromSeconds(3));
        await using var other = await LockAsync();

        var appends = Enumerable.Range(0, 3).Select(_ => store.AppendAsync(Stream, A.Record()).AsTask()).ToList();
        await _time.PassUntilAsync(Task.WhenAll(appends), "appends to give up");

        foreach (var append in appends)
        {
            var busy = (await append.Invoking(task => task).Should().ThrowAsync<StoreBusyException>()).Which;
            busy.Waited.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(3));
            busy.Message.Should().Contain(_database.Path).And.NotContain("database is locked");
            store.IsTransient(busy).Should().BeTrue();
        }

        await other.ExecuteAsync("COMMIT");
        (await store.AppendAsync(Stream, A.Record())).LastNumber.Should().Be(1, "nothing of what has failed was stored");
    }

    [Fact]
    public async Task Says_that_the_store_is_busy_when_a_transaction_of_this_process_takes_too_long()
    {
        var store = await _database.OpenAsync(_time);
        await using var occupied = await store.OccupyAsync();

        var append = store.AppendAsync(Stream, A.Record()).AsTask();
        await _time.PassUntilAsync(append, "an append to give up");

        await append.Invoking(task => task).Should().ThrowAsync<StoreBusyException>();
    }

    [Fact]
    public async Task Lets_a_waiting_caller_give_up()
    {
        var store = await _database.OpenAsync(_time);
        using var givesUp = new CancellationTokenSource();
        await using var other = await LockAsync();

        var append = store.AppendAsync(A.Append(Stream, A.Record()), givesUp.Token).AsTask();
        await givesUp.CancelAsync();

        await append.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        await other.ExecuteAsync("COMMIT");
        (await store.ReadLastNumberAsync(Stream)).Should().Be(0);
    }

    [Fact]
    public async Task Leaves_a_transaction_usable_that_could_not_begin_to_write()
    {
        var store = await _database.OpenAsync(_time);
        await store.MovePositionAsync("totals", 0);
        await using var other = await LockAsync();
        await using var transaction = await store.BeginAsync(Token);
        await transaction.TryLockPositionAsync("totals", Token);

        var append = transaction.AppendAsync(Stream, A.Record()).AsTask();
        await _time.PassUntilAsync(append, "an append to give up");
        await append.Invoking(task => task).Should().ThrowAsync<StoreBusyException>();
        await other.ExecuteAsync("COMMIT");

        await transaction.AppendAsync(Stream, A.Record());
        await transaction.SetPositionAsync(1, Token);
        await transaction.CommitAsync();
        (await store.ReadPositionAsync("totals", Token)).Should().Be(1);
    }

    [Fact]
    public async Task Lets_the_commit_of_a_position_be_tried_again()
    {
        var store = await _database.OpenAsync(_time);
        await store.AppendAsync(Stream, A.Record());
        await using var transaction = await store.BeginAsync(Token);
        await transaction.TryLockPositionAsync("totals", Token);
        await transaction.SetPositionAsync(1, Token);
        await using var other = await LockAsync();

        var commit = transaction.CommitAsync().AsTask();
        await _time.PassUntilAsync(commit, "a commit to give up");
        await commit.Invoking(task => task).Should().ThrowAsync<StoreBusyException>();
        await other.ExecuteAsync("COMMIT");
        await transaction.CommitAsync();

        (await store.ReadPositionAsync("totals", Token)).Should().Be(1);
    }

    [Fact]
    public async Task Says_so_when_the_file_cannot_be_made_ready()
    {
        await using var other = await _database.ConnectAsync();
        await other.ExecuteAsync("BEGIN EXCLUSIVE; CREATE TABLE other (id INTEGER)");
        var store = _database.Create(_time);

        var ready = store.InitializeAsync(Token).AsTask();
        await _time.PassUntilAsync(ready, "the store to give up");
        await ready.Invoking(task => task).Should().ThrowAsync<StoreBusyException>();
        await other.ExecuteAsync("COMMIT");

        await store.InitializeAsync(Token);
        (await store.AppendAsync(Stream, A.Record())).LastNumber.Should().Be(1);
    }

    [Theory]
    [InlineData("append")]
    [InlineData("transaction")]
    [InlineData("read")]
    public async Task Waits_to_open_the_file_while_another_process_has_it_to_itself(string call)
    {
        var store = await _database.OpenAsync(_time);
        var other = await _database.ConnectAsync();
        await other.ExecuteAsync("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT");

        var working = call switch
        {
            "append" => store.AppendAsync(Stream, A.Record()).AsTask(),
            "transaction" => AppendInTransactionAsync(store),
            _ => store.ReadHorizonAsync(Token).AsTask(),
        };
        working.IsCompleted.Should().BeFalse();
        await other.DisposeAsync();

        await _time.PassUntilAsync(working, "the file to be free");
        await working;
    }

    [Fact]
    public async Task Keeps_nobody_waiting_who_disposes_of_the_store()
    {
        var store = await _database.OpenAsync(_time);
        await store.MovePositionAsync("totals", 0);
        await using var other = await LockAsync();
        var append = store.AppendAsync(Stream, A.Record()).AsTask();
        var transaction = await store.BeginAsync(Token);
        var appendInside = transaction.AppendAsync(Stream, A.Record()).AsTask();

        await store.DisposeAsync().AsTask().WithinLimitAsync("the store to be disposed of while the file is locked");

        await append.Invoking(task => task).Should().ThrowAsync<ObjectDisposedException>();
        await appendInside.Invoking(task => task).Should().ThrowAsync<ObjectDisposedException>();
    }

    private static async Task AppendInTransactionAsync(SqliteStore store)
    {
        await using var transaction = await store.BeginAsync(Token);
        await transaction.AppendAsync(Stream, A.Record());
        await transaction.CommitAsync();
    }

    private async ValueTask<SqliteConnection> LockAsync()
    {
        var other = await _database.ConnectAsync();
        await other.ExecuteAsync("BEGIN IMMEDIATE");
        return other;
    }
}
