using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Po.Tests;

// Snapshots are written behind the back of whoever has folded.
public sealed class SnapshotQueueTests : IAsyncDisposable
{
    private readonly FaultyStore _store = new();
    private readonly RecordingObserver _observer = new();
    private readonly List<TestPo> _engines = [];
    private readonly TaskCompletionSource _started = Signal();
    private readonly TaskCompletionSource _mayEnd = Signal();

    [Fact]
    public async Task A_fold_does_not_wait_for_its_snapshot()
    {
        var po = Create();
        Block();
        await po.AppendAsync("a-1", new Added(1));

        var totals = await ProjectAsync(po, "a-1").Within("a projection while its snapshot is being written");
        var command = await po.Engine.ExecuteAsync(A.Stream("a-1"), () => new AddOne(), Token).AsTask()
            .Within("a command while a snapshot of its stream is being written");

        totals.State.Sum.Should().Be(1);
        command.Command.State.Should().Be(1);
        await StartedAsync();
        (await ReadAsync("a-1")).Should().BeNull();
        _mayEnd.SetResult();
        await po.FlushSnapshotsAsync();
        (await ReadAsync("a-1")).Should().Be("""{"Count":1,"Sum":1}""");
    }

    [Fact]
    public async Task It_holds_the_state_as_it_was_when_the_projection_was_handed_back()
    {
        var po = Create();
        Block();
        await po.AppendAsync("a-1", new Added(1));
        await po.AppendAsync("a-2", new Added(2));
        var (first, second) = (await ProjectAsync(po, "a-1"), await ProjectAsync(po, "a-2"));
        await StartedAsync();

        (first.State.Sum, second.State.Sum) = (1_000, 2_000);
        _mayEnd.SetResult();
        await po.FlushSnapshotsAsync();

        (await ReadAsync("a-1")).Should().Be("""{"Count":1,"Sum":1}""");
        (await ReadAsync("a-2")).Should().Be("""{"Count":1,"Sum":2}""");
    }

    [Fact]
    public async Task Of_those_that_wait_for_one_stream_and_name_only_the_newest_is_written()
    {
        var po = Create();
        Block();
        for (var i = 1; i <= 4; i++)
        {
            await po.AppendAsync("a-1", new Added(i));
            await ProjectAsync(po, "a-1");
            await StartedAsync();
        }

        _mayEnd.SetResult();
        await po.FlushSnapshotsAsync();

        _store.Count(StoreCall.SaveSnapshot).Should().Be(2, "the first was being written while the others came");
        (await ReadAsync("a-1")).Should().Be("""{"Count":4,"Sum":10}""");
    }

    [Theory]
    [InlineData(2, 1_000)]
    [InlineData(1_000, 50)]
    public async Task Beyond_the_room_there_is_they_are_dropped_counted_and_told_once(int length, int bytes)
    {
        var po = Create(new() { EveryMessages = 1, QueueLength = length, QueueBytes = bytes });
        Block();
        for (var i = 0; i <= 4; i++)
        {
            await po.AppendAsync($"a-{i}", new Added(i));
            await ProjectAsync(po, $"a-{i}");
            await StartedAsync();
        }

        _mayEnd.SetResult();
        await po.FlushSnapshotsAsync();

        // One is being written, two wait: each of 19 bytes.
        foreach (var (stream, isSaved) in new[] { ("a-0", true), ("a-1", true), ("a-2", true), ("a-3", false), ("a-4", false) })
        {
            (await ReadAsync(stream) is not null).Should().Be(isSaved, stream);
            _observer.Calls.Should().ContainSingle(call => call == $"totals of {stream} ended: {(isSaved ? "Saved" : "Dropped")}");
        }

        po.LogsOf(PoEventId.SnapshotsDropped).Should().ContainSingle();
    }

    [Fact]
    public async Task There_is_room_again_once_they_are_written()
    {
        var po = Create(new() { EveryMessages = 1, QueueLength = 1 });
        for (var i = 0; i <= 4; i++)
        {
            await po.AppendAsync($"a-{i}", new Added(i));
            await ProjectAsync(po, $"a-{i}");
            await po.FlushSnapshotsAsync();
            (await ReadAsync($"a-{i}")).Should().NotBeNull();
        }
    }

    [Fact]
    public async Task One_that_fails_hinders_no_other()
    {
        var po = Create();
        _store.Fail(StoreCall.SaveSnapshot, new StoreAwayException());
        await po.AppendAsync("a-1", new Added(1));
        await po.AppendAsync("a-2", new Added(2));

        await ProjectAsync(po, "a-1");
        await ProjectAsync(po, "a-2");
        await po.FlushSnapshotsAsync();

        (await ReadAsync("a-1")).Should().BeNull();
        (await ReadAsync("a-2")).Should().NotBeNull();
        _observer.Calls.Should().Contain(["totals of a-1 ended: Failed", "totals of a-2 ended: Saved"]);
        po.LogsOf(PoEventId.SnapshotNotSaved).Should().ContainSingle();
    }

    [Fact]
    public async Task An_engine_that_is_disposed_of_writes_what_waits()
    {
        var po = Create();
        Block();
        await po.AppendAsync("a-1", new Added(1));
        await po.AppendAsync("a-2", new Added(2));
        await ProjectAsync(po, "a-1");
        await ProjectAsync(po, "a-2");
        await StartedAsync();

        var disposing = po.Engine.DisposeAsync().AsTask();
        disposing.IsCompleted.Should().BeFalse();
        _mayEnd.SetResult();
        await disposing.Within("the engine to write its snapshots");

        (await ReadAsync("a-1")).Should().NotBeNull();
        (await ReadAsync("a-2")).Should().NotBeNull();
        po.LogsOf(PoEventId.SnapshotsAbandoned).Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_not_written_within_the_grace_time_is_given_up()
    {
        var po = Create(new() { EveryMessages = 1, GraceTime = TimeSpan.FromSeconds(7) });
        Block();
        await po.AppendAsync("a-1", new Added(1));
        await po.AppendAsync("a-2", new Added(2));
        await ProjectAsync(po, "a-1");
        await ProjectAsync(po, "a-2");
        await StartedAsync();

        var disposing = po.Engine.DisposeAsync().AsTask();
        po.Clock.Advance(TimeSpan.FromSeconds(6.9));
        disposing.IsCompleted.Should().BeFalse();
        po.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await disposing.Within("the engine to give up");
        _mayEnd.SetResult();

        (await ReadAsync("a-2")).Should().BeNull();
        po.LogsOf(PoEventId.SnapshotsAbandoned).Should().ContainSingle().Which.Message.Should().StartWith("2 ");
    }

    [Fact]
    public async Task One_that_is_deleted_while_it_waits_or_is_being_written_is_gone_afterwards()
    {
        var po = Create();
        Block();
        await po.AppendAsync("a-1", new Added(1));
        await po.AppendAsync("a-2", new Added(2));
        await ProjectAsync(po, "a-1");
        await ProjectAsync(po, "a-2");
        await StartedAsync();

        await po.Engine.DeleteSnapshotAsync(A.Stream("a-2"), "totals", Token).AsTask().Within("the deletion of one that waits");
        var deleting = po.Engine.DeleteSnapshotAsync(A.Stream("a-1"), "totals", Token).AsTask();
        deleting.IsCompleted.Should().BeFalse("it would be written after it was deleted");
        _mayEnd.SetResult();
        await deleting.Within("the deletion of one that is being written");
        await po.FlushSnapshotsAsync();

        (await ReadAsync("a-1")).Should().BeNull();
        (await ReadAsync("a-2")).Should().BeNull();
    }

    // One is being written and would be stored after the deletion, another one waits for that.
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task What_a_transaction_has_deleted_is_gone_once_that_has_committed_and_only_then(bool inHandler, bool commits)
    {
        var po = Create();
        Block();
        await po.AppendAsync("a-1", new Added(1));
        await po.AppendAsync("a-2", new Added(2));
        await ProjectAsync(po, "a-1");
        await ProjectAsync(po, "a-2");
        await StartedAsync();
        async ValueTask DeleteAsync(CancellationToken token)
        {
            await po.Engine.DeleteSnapshotAsync(A.Stream("a-1"), "totals", token);
            await po.Engine.DeleteSnapshotAsync(A.Stream("a-2"), "totals", token);
            if (!commits)
            {
                throw new FormatException();
            }
        }

        _store.After = call =>
        {
            if (call is StoreCall.Commit)
            {
                _mayEnd.TrySetResult();
            }

            return ValueTask.CompletedTask;
        };
        await (inHandler ? DeleteInHandlerAsync(po, DeleteAsync, commits) : DeleteTogetherAsync(po, DeleteAsync, commits));
        _mayEnd.TrySetResult();
        await po.FlushSnapshotsAsync();

        (await ReadAsync("a-1") is null).Should().Be(commits);
        (await ReadAsync("a-2") is null).Should().Be(commits);
    }

    [Fact]
    public async Task One_that_the_transaction_saves_after_it_has_deleted_it_is_there()
    {
        var po = Create();
        await po.AppendAsync("a-1", new Added(1));
        await ProjectAsync(po, "a-1");

        await po.Engine.ExecuteTogetherAsync(
            async token =>
            {
                await po.Engine.DeleteSnapshotAsync(A.Stream("a-1"), "totals", token);
                await po.Engine.AppendAsync(A.Stream("a-1"), new Added(2), cancellationToken: token);
                await po.Engine.ProjectAsync(A.Stream("a-1"), new Totals(), token);
            },
            Token);
        await po.FlushSnapshotsAsync();

        (await ReadAsync("a-1")).Should().Be("""{"Count":2,"Sum":3}""");
    }

    [Fact]
    public async Task A_store_that_is_away_after_the_commit_makes_no_failure_of_it()
    {
        var po = Create();
        await po.AppendAsync("a-1", new Added(1));
        _store.After = call =>
        {
            if (call is StoreCall.Commit)
            {
                _store.Fail(StoreCall.DeleteSnapshot, new StoreAwayException());
            }

            return ValueTask.CompletedTask;
        };

        await DeleteTogetherAsync(po, token => po.Engine.DeleteSnapshotAsync(A.Stream("a-1"), "totals", token), commits: true);

        po.LogsOf(PoEventId.SnapshotNotForgotten).Should().ContainSingle();
    }

    public async ValueTask DisposeAsync()
    {
        _mayEnd.TrySetResult();
        foreach (var po in _engines)
        {
            await po.DisposeAsync();
        }
    }

    private TestPo Create(SnapshotOptions? options = null)
    {
        var po = new TestPo
        {
            Store = _store,
            Snapshots = options ?? new() { EveryMessages = 1 },
            Observer = _observer,
            StateSerializer = new JsonStateSerializer(new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }),
        };
        _engines.Add(po);
        return po;
    }

    // The first snapshot is being written until it may end.
    private void Block() => _store.Before = async call =>
    {
        if (call is StoreCall.SaveSnapshot)
        {
            _started.TrySetResult();
            await _mayEnd.Task;
        }
    };

    private static async Task DeleteInHandlerAsync(TestPo po, Func<CancellationToken, ValueTask> delete, bool commits)
    {
        await po.AppendAsync("triggers-1", new Added(1));
        var recorder = new Recorder((_, token) => delete(token));
        var subscription = await po.SubscribeAsync("s", "triggers", recorder, new() { MaxAttempts = 1 });
        await (commits ? po.CatchUpAsync(subscription) : po.PauseAsync(subscription));
        await subscription.DisposeAsync();
    }

    private static async Task DeleteTogetherAsync(TestPo po, Func<CancellationToken, ValueTask> delete, bool commits)
    {
        var work = () => po.Engine.ExecuteTogetherAsync(delete, Token).AsTask();
        await (commits ? work.Should().NotThrowAsync() : (Task)work.Should().ThrowAsync<FormatException>());
    }

    private Task StartedAsync() => _started.Task.Within("the first snapshot to be written");

    private static Task<Totals> ProjectAsync(TestPo po, string source) => po.Engine.ProjectAsync(A.Stream(source), new Totals(), Token).AsTask();

    private async Task<string?> ReadAsync(string source) =>
        await _store.Inner.ReadSnapshotAsync(A.Stream(source), "totals", Token) is { } snapshot
            ? Encoding.UTF8.GetString(snapshot.State.Data.Span)
            : null;

    private sealed class AddOne : ICommandHandler, INamedSnapshot<int>
    {
        public string SnapshotName => "one";

        public int State { get; set; }

        public ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
        {
            State++;
            return ValueTask.CompletedTask;
        }

        public ValueTask ExecuteAsync(ITransactionAppender appender, CancellationToken cancellationToken)
        {
            appender.Append(new Added(1));
            return ValueTask.CompletedTask;
        }
    }
}
