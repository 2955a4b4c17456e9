using System.Text;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;

namespace Po.Tests;

public sealed class SnapshotTests : IAsyncDisposable
{
    private readonly FaultyStore _store = new();
    private readonly TestPo _po;

    public SnapshotTests() => _po = new TestPo
    {
        Store = _store,
        Snapshots = new() { EveryMessages = 3 },
        StateSerializer = new JsonStateSerializer(new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }),
    };

    [Fact]
    public async Task Is_saved_when_the_interval_is_reached_and_not_before()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 2));
        await ProjectAsync("a-1");
        (await ReadAsync("a-1")).Should().BeNull();
        await _po.AppendAsync("b-1", new Added(100));
        await _po.AppendAsync("a-1", new Added(3));

        await ProjectAsync("a-1");

        var snapshot = await ReadAsync("a-1");
        snapshot.Should().BeEquivalentTo(new { Stream = A.Stream("a-1"), Name = "totals", Number = 3, GlobalNumber = 4 });
        Encoding.UTF8.GetString(snapshot!.State.Data.Span).Should().Be("""{"Count":3,"Sum":6}""");
    }

    [Fact]
    public async Task Is_not_saved_again_before_as_many_messages_are_new()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 3));
        await ProjectAsync("a-1");
        await _po.AppendAsync("a-1", A.Messages(4, 5));

        await ProjectAsync("a-1");
        await ProjectAsync("a-1");

        _store.Count(StoreCall.SaveSnapshot).Should().Be(1);
    }

    [Theory]
    [InlineData("a-1", new long[] { 6, 7 })]
    [InlineData("a", new long[] { 6, 7 })]
    [InlineData("*", new long[] { 5, 6, 7 })]
    public async Task Is_loaded_so_that_only_newer_messages_are_folded(string source, long[] newer)
    {
        await _po.AppendAsync("b-1", new Added(100));
        await _po.AppendAsync("a-1", A.Messages(1, 3));
        await ProjectAsync(source);
        await _po.AppendAsync("b-1", new Added(100));
        await _po.AppendAsync("a-1", A.Messages(4, 5));

        var totals = await ProjectAsync(source);

        totals.Folded.Should().Equal(newer);
        totals.State.Sum.Should().Be(15 + (source == "*" ? 200 : 0));
    }

    [Fact]
    public async Task Deleted_at_any_time_it_changes_no_result()
    {
        for (var i = 1; i <= 20; i++)
        {
            await _po.AppendAsync($"a-{i % 2}", new Added(i));
            foreach (var source in new[] { "a-0", "a", "*" })
            {
                var with = await ProjectAsync(source);
                if (i % 3 == 0)
                {
                    await _store.DeleteSnapshotAsync(A.Stream(source), "totals", Token);
                }

                var without = await _po.Engine.ProjectAsync(A.Stream(source), new Totals($"never-{source}-{i}"), Token);
                with.State.Should().BeEquivalentTo(without.State);
            }
        }
    }

    [Fact]
    public async Task Is_kept_for_each_stream_and_name()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 3));
        await _po.AppendAsync("a-2", A.Messages(4, 6));

        await ProjectAsync("a-1");
        await ProjectAsync("a-2");
        await _po.Engine.ProjectAsync(A.Stream("a-1"), new Totals("other"), Token);

        (await ProjectAsync("a-1")).State.Sum.Should().Be(6);
        (await ProjectAsync("a-2")).State.Sum.Should().Be(15);
        (await _po.Engine.ProjectAsync(A.Stream("a-1"), new Totals("other"), Token)).State.Sum.Should().Be(6);
    }

    [Theory]
    [InlineData("a-1")]
    [InlineData("a")]
    public async Task Of_another_shape_is_passed_over_rebuilt_and_replaced(string source)
    {
        await _po.AppendAsync("a-1", A.Messages(1, 3));
        await ProjectAsync(source);
        var old = await ReadAsync(source);

        var renamed = await _po.Engine.ProjectAsync(A.Stream(source), new RenamedTotals(), Token);

        renamed.State.Should().BeEquivalentTo(new RenamedTotals.Counts { Count = 3, Total = 6 });
        (await ReadAsync(source))!.State.Shape.Should().NotBe(old!.State.Shape);
        _po.LogsOf(PoEventId.SnapshotPassedOver).Should().ContainSingle().Which.Level.Should().Be(LogLevel.Information);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"Count":100,"Sum":"what"}""")]
    [InlineData("""{"Count":100,"Sum":""")]
    public async Task That_is_half_readable_leaves_nothing_behind(string json)
    {
        await _po.AppendAsync("a-1", A.Messages(1, 3));
        await ProjectAsync("a-1");
        var snapshot = await ReadAsync("a-1");
        await _store.SaveSnapshotAsync(
            snapshot! with { State = snapshot.State with { Data = Encoding.UTF8.GetBytes(json) } }, Token);

        var totals = await ProjectAsync("a-1");

        totals.State.Should().BeEquivalentTo(new Totals.Counts { Count = 3, Sum = 6 });
    }

    [Fact]
    public async Task An_older_one_never_replaces_a_newer_one()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 3));
        var (started, mayEnd) = (Signal(), Signal());
        _store.Before = async call =>
        {
            if (call is StoreCall.SaveSnapshot && started.TrySetResult())
            {
                await mayEnd.Task;
            }
        };
        await _po.Engine.ProjectAsync(A.Stream("a-1"), new Totals(), Token);
        await started.Task.Within("the snapshot of the first projection to be written");
        await _po.AppendAsync("a-1", A.Messages(4, 6));
        await _po.Engine.ProjectAsync(A.Stream("a-1"), new Totals(), Token);

        mayEnd.SetResult();

        (await ReadAsync("a-1"))!.Number.Should().Be(6);
    }

    [Theory]
    [InlineData("a-1")]
    [InlineData("a")]
    [InlineData("*")]
    public async Task Of_messages_that_the_store_has_lost_is_passed_over(string source)
    {
        await _po.AppendAsync("a-1", A.Messages(1, 5));
        await ProjectAsync(source);
        var snapshot = await ReadAsync(source);
        var restored = new InMemoryStore();
        await restored.SaveSnapshotAsync(snapshot!, Token);
        _store.Inner = restored;
        await _po.AppendAsync("a-1", A.Messages(1, 3));

        var totals = await ProjectAsync(source);

        totals.State.Should().BeEquivalentTo(new Totals.Counts { Count = 3, Sum = 6 });
    }

    [Fact]
    public async Task Of_a_stream_whose_messages_are_others_now_is_passed_over()
    {
        await _po.AppendAsync("b-1", new Added(0));
        await _po.AppendAsync("a-1", A.Messages(1, 3));
        await ProjectAsync("a-1");
        var snapshot = await ReadAsync("a-1");
        var restored = new InMemoryStore();
        await restored.SaveSnapshotAsync(snapshot!, Token);
        _store.Inner = restored;
        await _po.AppendAsync("a-1", A.Messages(11, 15));

        (await ProjectAsync("a-1")).State.Sum.Should().Be(65);
    }

    [Fact]
    public async Task Of_a_group_is_never_beyond_the_horizon()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 3));
        await using var transaction = await _store.BeginAsync(Token);
        await transaction.AppendAsync(
            new AppendRequest
            {
                Stream = A.Stream("a-2"),
                Records = [new NewRecord { Id = Guid.NewGuid(), Type = "added", Data = "{\"value\":4}"u8.ToArray(), Time = default }],
            },
            Token);

        var before = await ProjectAsync("a");
        (await ReadAsync("a"))!.GlobalNumber.Should().Be(3);
        await transaction.CommitAsync();
        var after = await ProjectAsync("a");

        before.State.Sum.Should().Be(6);
        after.State.Sum.Should().Be(10);
        after.Folded.Should().Equal(4);
    }

    [Fact]
    public async Task Faults_of_the_snapshot_store_cost_nothing_but_time()
    {
        _store.Fail(StoreCall.ReadSnapshot, new StoreAwayException(), times: 2);
        _store.Fail(StoreCall.SaveSnapshot, new StoreAwayException());
        await _po.AppendAsync("a-1", A.Messages(1, 3));

        (await ProjectAsync("a-1")).State.Sum.Should().Be(6);
        (await ProjectAsync("a-1")).State.Sum.Should().Be(6);

        _po.LogsOf(PoEventId.SnapshotNotRead).Should().HaveCount(2);
        _po.LogsOf(PoEventId.SnapshotNotSaved).Should().ContainSingle().Which.Exception.Should().BeOfType<StoreAwayException>();
        (await ReadAsync("a-1"))!.Number.Should().Be(3);
    }

    [Fact]
    public async Task Cancellation_is_no_fault_of_the_snapshot_store()
    {
        using var giveUp = new CancellationTokenSource();
        await _po.AppendAsync("a-1", A.Messages(1, 3));
        _store.Before = async call =>
        {
            if (call is StoreCall.ReadSnapshot)
            {
                await giveUp.CancelAsync();
                giveUp.Token.ThrowIfCancellationRequested();
            }
        };

        var project = () => _po.Engine.ProjectAsync(A.Stream("a-1"), new Totals(), giveUp.Token).AsTask();

        await project.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task State_that_would_not_come_back_whole_is_never_saved()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 5));

        for (var i = 0; i < 2; i++)
        {
            (await _po.Engine.ProjectAsync(A.Stream("a-1"), new Lossy(), Token)).State.Count.Should().Be(5);
        }

        _store.Count(StoreCall.SaveSnapshot).Should().Be(0);
        _po.LogsOf(PoEventId.SnapshotNotSaved).Should().HaveCount(2)
            .And.OnlyContain(log => log.Exception!.Message.Contains("'Count'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_a_command_is_loaded_and_holds_what_was_there_before_it_decided()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 3));
        await _po.Engine.ExecuteAsync(A.Stream("a-1"), () => new CountingCommand(), Token);
        await _po.FlushSnapshotsAsync();

        var result = await _po.Engine.ExecuteAsync(A.Stream("a-1"), () => new CountingCommand(), Token);

        result.Command.Folded.Should().Be(1);
        result.Command.State.Count.Should().Be(4);
        var snapshot = await ReadAsync("a-1");
        snapshot!.Number.Should().Be(3);
        Encoding.UTF8.GetString(snapshot.State.Data.Span).Should().Be("""{"Count":3,"Sum":0}""");
        (await _po.Engine.ValuesAsync("a-1")).Should().Equal(1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task Of_a_handler_is_saved_after_its_transaction_and_used_inside_it()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 5));
        await _po.AppendAsync("triggers-1", A.Messages(1, 3));
        var (folded, saved) = (new List<int>(), Signal());
        _store.After = call =>
        {
            if (call is StoreCall.SaveSnapshot)
            {
                saved.TrySetResult();
            }

            return ValueTask.CompletedTask;
        };
        var recorder = new Recorder(async (_, token) =>
        {
            await _po.Engine.AppendAsync(A.Stream("a-1"), new Added(100), cancellationToken: token);
            folded.Add((await _po.Engine.ProjectAsync(A.Stream("a-1"), new Totals(), token)).Folded.Count);
            (await ReadAsync("a-1")).Should().BeNull();
        });

        await _po.CatchUpAsync(await _po.SubscribeAsync("s", "triggers", recorder));
        await saved.Task.Within("the snapshot to be saved");

        folded.Should().Equal(6, 1, 2);
        (await ProjectAsync("a-1")).State.Sum.Should().Be(315);
        (await ReadAsync("a-1"))!.Number.Should().Be(6);
    }

    [Fact]
    public async Task Of_a_handler_that_fails_is_never_saved()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 5));
        await _po.AppendAsync("triggers-1", new Added(1));
        var recorder = new Recorder(async (_, token) =>
        {
            await _po.Engine.AppendAsync(A.Stream("a-1"), new Added(100), cancellationToken: token);
            await _po.Engine.ProjectAsync(A.Stream("a-1"), new Totals(), token);
            throw new FormatException();
        });

        await _po.PauseAsync(await _po.SubscribeAsync("s", "triggers", recorder, new() { MaxAttempts = 2 }));

        _store.Count(StoreCall.SaveSnapshot).Should().Be(0);
        (await ProjectAsync("a-1")).State.Sum.Should().Be(15);
    }

    [Fact]
    public async Task Of_a_handler_that_cannot_be_saved_repeats_no_message()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 5));
        await _po.AppendAsync("triggers-1", new Added(1));
        _store.Fail(StoreCall.SaveSnapshot, new StoreAwayException());
        var recorder = new Recorder(async (_, token) => await _po.Engine.ProjectAsync(A.Stream("a-1"), new Totals(), token));

        await _po.CatchUpAsync(await _po.SubscribeAsync("s", "triggers", recorder));
        await Until(() => _po.LogsOf(PoEventId.SnapshotNotSaved).Count == 1, "the fault to be logged");

        recorder.Values.Should().Equal(1);
        _po.LogsOf(PoEventId.SubscriptionStoreFailed).Should().BeEmpty();
    }

    [Fact]
    public async Task Is_neither_read_nor_saved_without_a_serializer()
    {
        await using var po = new TestPo { Store = _store, Snapshots = new() { EveryMessages = 1 } };
        await po.AppendAsync("a-1", A.Messages(1, 3));

        (await po.Engine.ProjectAsync(A.Stream("a-1"), new Totals(), Token)).State.Sum.Should().Be(6);

        _store.Count(StoreCall.ReadSnapshot).Should().Be(0);
        _store.Count(StoreCall.SaveSnapshot).Should().Be(0);
    }

    [Fact]
    public async Task Of_a_view_locks_it_to_the_last_number_although_nothing_was_new()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 3));
        await ProjectAsync("a-1");
        var view = _po.Engine.Stream(A.Stream("a-1"));

        await view.ProjectAsync(new Totals(), Token);

        view.LockedNumber.Should().Be(3);
    }

    [Fact]
    public async Task Of_a_group_remembers_the_number_of_the_stream_of_that_very_id()
    {
        await _po.AppendAsync("a", A.Messages(1, 2));
        await _po.AppendAsync("a-1", A.Messages(3, 6));
        await ProjectAsync("a");
        var view = _po.Engine.Stream(A.Stream("a"));

        (await view.ProjectAsync(new Totals(), Token)).Folded.Should().BeEmpty();

        view.LockedNumber.Should().Be(2);
    }

    public ValueTask DisposeAsync() => _po.DisposeAsync();

    private async Task<Totals> ProjectAsync(string source)
    {
        var totals = await _po.Engine.ProjectAsync(A.Stream(source), new Totals(), Token);
        await _po.FlushSnapshotsAsync();
        return totals;
    }

    private async Task<Snapshot?> ReadAsync(string source)
    {
        await _po.FlushSnapshotsAsync();
        return await _store.Inner.ReadSnapshotAsync(A.Stream(source), "totals", Token);
    }

    private sealed class Lossy : INamedSnapshot<Lossy.Counts>, IHandler<Added>
    {
        public string SnapshotName => "lossy";

        public Counts State { get; set; } = new();

        public ValueTask HandleAsync(Message<Added> message, CancellationToken cancellationToken)
        {
            State.Increment();
            return ValueTask.CompletedTask;
        }

        public sealed class Counts
        {
            public int Count { get; private set; }

            public void Increment() => Count++;
        }
    }

    private sealed class CountingCommand : ICommandHandler, INamedSnapshot<Totals.Counts>
    {
        public string SnapshotName => "totals";

        public Totals.Counts State { get; set; } = new();

        public int Folded { get; private set; }

        public ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
        {
            State.Count++;
            Folded++;
            return ValueTask.CompletedTask;
        }

        public ValueTask ExecuteAsync(ITransactionAppender appender, CancellationToken cancellationToken)
        {
            appender.Append(new Added(State.Count + 1));
            State.Sum = 1_000;
            return ValueTask.CompletedTask;
        }
    }
}
