using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Po.Specification;

namespace Po.Sqlite.Tests.Writing;

public sealed class GroupCommitTests : IAsyncDisposable
{
    private readonly TestDatabase _database = new();
    private int _commits;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Commits_together_what_waits_together()
    {
        var store = await _database.OpenAsync();
        var occupied = await store.OccupyAsync(CountCommits);
        var appends = Enumerable.Range(0, 32).Select(i => store.AppendAsync(new StreamId("orders", $"{i}"), A.Records(2)).AsTask()).ToList();

        await occupied.DisposeAsync();
        var results = await Task.WhenAll(appends).WithinLimitAsync("appends that wait together");

        _commits.Should().Be(1);
        results.SelectMany(result => result.GlobalNumbers).Should().Equal(StoreSteps.OneTo(64), "they are served in the order of their calls");
        (await store.ReadHorizonAsync(Token)).Should().Be(64);
    }

    [Fact]
    public async Task Goes_at_once_on_the_thread_of_a_lone_caller()
    {
        var store = await _database.OpenAsync();
        var committedOn = new ConcurrentQueue<int>();
        await (await store.OccupyAsync(connection =>
            connection.OnCommit(() => committedOn.Enqueue(Environment.CurrentManagedThreadId)))).DisposeAsync();

        var append = store.AppendAsync(A.Append(new StreamId("orders", "1"), A.Record()), Token);

        append.IsCompletedSuccessfully.Should().BeTrue();
        committedOn.Should().Equal(Environment.CurrentManagedThreadId);
        (await append).LastNumber.Should().Be(1);
    }

    [Fact]
    public async Task Lets_each_append_of_a_batch_succeed_or_fail_by_itself()
    {
        var store = await _database.OpenAsync();
        var stream = new StreamId("orders", "1");
        var known = A.Records(3);
        await store.AppendAsync(stream, known);
        var occupied = await store.OccupyAsync(CountCommits);

        var any = store.AppendAsync(stream, A.Record()).AsTask();
        var stale = store.AppendAsync(stream, 3, A.Record()).AsTask();
        var onTop = store.AppendAsync(stream, 4, A.Records(2)).AsTask();
        var duplicate = store.AppendAsync(stream, A.Record(), known[1], A.Record()).AsTask();
        var repetition = store.AppendAsync(stream, 0, known).AsTask();
        var twice = A.Record();
        var duplicateInside = store.AppendAsync(stream, twice, twice).AsTask();
        var last = store.AppendAsync(stream, 6, A.Record()).AsTask();
        await occupied.DisposeAsync();

        (await any.WithinLimitAsync("an append")).LastNumber.Should().Be(4);
        (await stale.Invoking(task => task).Should().ThrowAsync<WriteConflictException>()).Which.ActualNumber.Should().Be(4);
        (await onTop.WithinLimitAsync("an append")).Should().BeEquivalentTo(new { FirstNumber = 5, LastNumber = 6 });
        (await duplicate.Invoking(task => task).Should().ThrowAsync<DuplicateMessageIdException>()).Which.MessageId.Should().Be(known[1].Id);
        (await repetition.WithinLimitAsync("an append")).GlobalNumbers.Should().Equal(1, 2, 3);
        (await duplicateInside.Invoking(task => task).Should().ThrowAsync<DuplicateMessageIdException>()).Which.MessageId.Should().Be(twice.Id);
        (await last.WithinLimitAsync("an append")).LastNumber.Should().Be(7);
        _commits.Should().Be(1);
        (await store.ReadStreamAsync(stream)).Numbers().Should().Equal(StoreSteps.OneTo(7));
    }

    [Theory]
    [InlineData("ABORT")]
    [InlineData("FAIL")]
    [InlineData("ROLLBACK")]
    public async Task Fails_only_the_append_that_the_database_refuses_for_a_reason_of_its_own(string howTheDatabaseRefuses)
    {
        var store = await _database.OpenAsync();
        var poison = A.Record() with { Type = "poison" };
        var occupied = await store.OccupyAsync();
        await (await occupied.GetSqliteTransactionAsync()).ExecuteAsync(
            $"CREATE TEMP TRIGGER refuse BEFORE INSERT ON po_records WHEN NEW.message_type = 'poison' "
            + $"BEGIN SELECT RAISE({howTheDatabaseRefuses}, 'refused'); END");
        await occupied.CommitAsync();
        occupied = await store.OccupyAsync();

        var appends = Enumerable.Range(0, 9).Select(i => store.AppendAsync(
            new StreamId("orders", $"{i}"), i == 4 ? [A.Record(), poison, A.Record()] : A.Records(3)).AsTask()).ToList();
        await occupied.DisposeAsync();

        await appends[4].Invoking(task => task).Should().ThrowAsync<SqliteException>().WithMessage("*refused*");
        await Task.WhenAll(appends.Where((_, i) => i != 4)).WithinLimitAsync("the neighbours of a poisoned append");
        (await store.ReadLastNumberAsync(new StreamId("orders", "4"))).Should().Be(0);
        (await store.ReadGlobalAsync(new StreamId("orders"))).Records.Should().HaveCount(24);
        (await store.AppendAsync(new StreamId("orders", "4"), A.Record())).LastNumber.Should().Be(1);
    }

    [Fact]
    public async Task Keeps_a_batch_below_its_limit_and_commits_a_larger_append_alone()
    {
        var store = await _database.OpenAsync(configure: options => options.MaxBatchMessages = 10);
        var occupied = await store.OccupyAsync(CountCommits);
        int[] sizes = [6, 4, 25, 3, 3, 3, 3];

        var appends = sizes.Select((size, i) => store.AppendAsync(new StreamId("orders", $"{i}"), A.Records(size)).AsTask()).ToList();
        await occupied.DisposeAsync();
        var results = await Task.WhenAll(appends).WithinLimitAsync("appends");

        results.Select(result => result.Count).Should().Equal(sizes);
        _commits.Should().Be(4, "6 + 4, then 25, then 3 + 3 + 3, then 3");
    }

    [Fact]
    public async Task Disturbs_nobody_when_one_caller_gives_up()
    {
        var store = await _database.OpenAsync();
        using var givesUp = new CancellationTokenSource();
        var occupied = await store.OccupyAsync();
        var stream = new StreamId("orders", "1");

        var first = store.AppendAsync(stream, A.Record()).AsTask();
        var given = store.AppendAsync(A.Append(stream, A.Records(5)), givesUp.Token).AsTask();
        var last = store.AppendAsync(stream, A.Record()).AsTask();
        await givesUp.CancelAsync();

        await given.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>("it ends before the gate is free");
        await occupied.DisposeAsync();
        (await first.WithinLimitAsync("an append")).LastNumber.Should().Be(1);
        (await last.WithinLimitAsync("an append")).LastNumber.Should().Be(2);
    }

    [Fact]
    public async Task Reports_success_when_the_token_is_cancelled_during_the_commit()
    {
        var store = await _database.OpenAsync();
        using var cancelled = new CancellationTokenSource();
        var occupied = await store.OccupyAsync(connection => connection.OnCommit(cancelled.Cancel));

        var append = store.AppendAsync(A.Append(new StreamId("orders", "1"), A.Record()), cancelled.Token).AsTask();
        await occupied.DisposeAsync();

        (await append.WithinLimitAsync("an append")).LastNumber.Should().Be(1);
        cancelled.IsCancellationRequested.Should().BeTrue();
    }

    [Fact]
    public async Task Lets_more_wait_than_there_is_room_for()
    {
        var store = await _database.OpenAsync();
        using var givesUp = new CancellationTokenSource();
        var occupied = await store.OccupyAsync(CountCommits);

        var appends = Enumerable.Range(0, 1_500).Select(i => store.AppendAsync(
            A.Append(new StreamId("orders", $"{i}"), A.Record()), i == 1_400 ? givesUp.Token : Token).AsTask()).ToList();
        await givesUp.CancelAsync();
        await appends[1_400].Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        await occupied.DisposeAsync();
        await Task.WhenAll(appends.Where((_, i) => i != 1_400)).WithinLimitAsync("1,499 appends");

        (await store.ReadHorizonAsync(Token)).Should().Be(1_499);
        _commits.Should().BeLessThan(20);
    }

    [Fact]
    public async Task Fails_what_waits_when_the_store_is_disposed_of()
    {
        var store = await _database.OpenAsync();
        await store.OccupyAsync();
        var append = store.AppendAsync(new StreamId("orders", "1"), A.Record()).AsTask();

        await store.DisposeAsync();

        await append.Invoking(task => task).Should().ThrowAsync<ObjectDisposedException>();
        await store.Invoking(async disposed => await disposed.AppendAsync(new StreamId("orders", "1"), A.Record()))
            .Should().ThrowAsync<ObjectDisposedException>();
        await store.Invoking(async disposed => await disposed.ReadHorizonAsync(Token)).Should().ThrowAsync<ObjectDisposedException>();
    }

    private void CountCommits(SqliteConnection connection) => connection.OnCommit(() => Interlocked.Increment(ref _commits));
}
