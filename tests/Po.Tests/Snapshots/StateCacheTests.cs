using System.Text.Json.Serialization.Metadata;

namespace Po.Tests;

// States of hot streams that are kept in the process: never older than the stream, never shared, never trusted.
public sealed class StateCacheTests
{
    private readonly FaultyStore _store = new();
    private readonly RecordingObserver _observer = new();

    [Fact]
    public async Task A_stream_that_was_folded_before_takes_one_read_and_no_snapshot()
    {
        await using var po = Create();
        await po.AppendAsync("a-1", A.Messages(1, 50));
        await ProjectAsync(po, "a-1");
        await po.AppendAsync("a-1", new Added(1_000));
        var (reads, snapshots) = Counts();

        var totals = await ProjectAsync(po, "a-1");

        totals.State.Should().BeEquivalentTo(new Totals.Counts { Count = 51, Sum = 2_275 });
        totals.Folded.Should().Equal(51);
        Counts().Should().Be((reads + 1, snapshots));
        _observer.Calls.Should().Contain("totals of a-1: LoadedFromCache");
    }

    [Fact]
    public async Task A_stored_snapshot_takes_one_read_beside_it()
    {
        await using var po = Create(new() { EveryMessages = 50 });
        await po.AppendAsync("a-1", A.Messages(1, 50));
        await ProjectAsync(po, "a-1");
        await po.AppendAsync("a-1", A.Messages(1, 20));
        var (reads, snapshots) = Counts();

        (await ProjectAsync(po, "a-1")).Folded.Should().HaveCount(20);

        Counts().Should().Be((reads + 1, snapshots + 1));
        _observer.Calls.Should().Contain("totals of a-1: Loaded");
    }

    [Fact]
    public async Task What_another_process_has_appended_is_seen()
    {
        await using var po = Create();
        await using var another = Create();
        await po.AppendAsync("a-1", A.Messages(1, 50));
        await ProjectAsync(po, "a-1");

        await another.AppendAsync("a-1", new Added(1_000));

        (await ProjectAsync(po, "a-1")).State.Sum.Should().Be(2_275);
    }

    [Fact]
    public async Task Whoever_changes_his_state_changes_nobody_elses()
    {
        await using var po = Create();
        await po.AppendAsync("a-1", A.Messages(1, 50));
        (await ProjectAsync(po, "a-1")).State.Sum = -1;
        (await ProjectAsync(po, "a-1")).State.Sum = -2;

        (await ProjectAsync(po, "a-1")).State.Sum.Should().Be(1_275);
    }

    [Fact]
    public async Task It_is_dropped_when_the_stream_holds_less_than_it()
    {
        await using var po = Create();
        await po.AppendAsync("a-1", A.Messages(1, 50));
        await ProjectAsync(po, "a-1");

        _store.Inner = new InMemoryStore();
        await po.AppendAsync("a-1", A.Messages(1, 20));

        (await ProjectAsync(po, "a-1")).State.Should().BeEquivalentTo(new Totals.Counts { Count = 20, Sum = 210 });
        await po.AppendAsync("a-1", A.Messages(21, 60));
        (await ProjectAsync(po, "a-1")).State.Should().BeEquivalentTo(new Totals.Counts { Count = 60, Sum = 1_830 });
    }

    [Fact]
    public async Task It_is_dropped_when_the_stream_holds_other_messages_under_its_numbers()
    {
        await using var po = Create();
        await po.AppendAsync("b-1", new Added(0));
        await po.AppendAsync("a-1", A.Messages(1, 50));
        await ProjectAsync(po, "a-1");

        _store.Inner = new InMemoryStore();
        await po.AppendAsync("a-1", A.Messages(101, 160));

        (await ProjectAsync(po, "a-1")).State.Should().BeEquivalentTo(new Totals.Counts { Count = 60, Sum = 7_830 });
    }

    [Fact]
    public async Task A_group_and_the_store_are_never_kept()
    {
        await using var po = Create();
        await po.AppendAsync("a-1", A.Messages(1, 50));

        foreach (var source in new[] { "a", "*" })
        {
            await ProjectAsync(po, source);
            (await ProjectAsync(po, source)).Folded.Should().HaveCount(50);
        }
    }

    [Fact]
    public async Task A_stream_of_a_few_messages_is_not_worth_it()
    {
        await using var po = Create();
        await po.AppendAsync("a-1", A.Messages(1, 9));
        await ProjectAsync(po, "a-1");

        (await ProjectAsync(po, "a-1")).Folded.Should().HaveCount(9);
    }

    [Fact]
    public async Task A_stored_snapshot_is_kept_once_it_was_read()
    {
        await using var po = Create(new() { EveryMessages = 50 });
        await using var later = Create(new() { EveryMessages = 50, CacheEntries = 10 });
        await po.AppendAsync("a-1", A.Messages(1, 50));
        await ProjectAsync(po, "a-1");
        await ProjectAsync(later, "a-1");
        var (reads, snapshots) = Counts();

        (await ProjectAsync(later, "a-1")).State.Sum.Should().Be(1_275);

        Counts().Should().Be((reads + 1, snapshots));
    }

    [Fact]
    public async Task Those_not_used_for_the_longest_time_go_first()
    {
        await using var po = Create(new() { EveryMessages = null, CacheEntries = 2 });
        await FoldAsync(po, "a-1", "a-2", "a-1", "a-3");

        (await IsKeptAsync(po, "a-1")).Should().BeTrue();
        (await IsKeptAsync(po, "a-3")).Should().BeTrue();
        (await IsKeptAsync(po, "a-2")).Should().BeFalse();
    }

    [Fact]
    public async Task Their_bytes_are_bounded()
    {
        await using var po = Create(new() { EveryMessages = null, CacheEntries = 100, CacheBytes = 50 });
        await FoldAsync(po, "a-1", "a-2", "a-3");

        // Each has 23 bytes.
        (await IsKeptAsync(po, "a-2")).Should().BeTrue();
        (await IsKeptAsync(po, "a-3")).Should().BeTrue();
        (await IsKeptAsync(po, "a-1")).Should().BeFalse();
    }

    [Fact]
    public async Task One_that_is_larger_than_all_together_may_be_is_not_kept_and_drives_none_out()
    {
        await using var po = Create(new() { EveryMessages = null, CacheEntries = 100, CacheBytes = 23 });
        await FoldAsync(po, "a-1");
        await po.AppendAsync("a-2", A.Messages(100_000, 100_050));
        await ProjectAsync(po, "a-2");

        (await IsKeptAsync(po, "a-1")).Should().BeTrue();
        (await ProjectAsync(po, "a-2")).Folded.Should().NotBeEmpty();
    }

    [Fact]
    public async Task Deleting_a_snapshot_drops_it()
    {
        await using var po = Create();
        await FoldAsync(po, "a-1");

        await po.Engine.DeleteSnapshotAsync(A.Stream("a-1"), "totals", Token);

        (await IsKeptAsync(po, "a-1")).Should().BeFalse();
    }

    // A fold that begins with the stored snapshot while that is being deleted keeps it.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deleting_a_snapshot_drops_what_others_have_kept_meanwhile(bool inTransaction)
    {
        await using var po = Create(new() { EveryMessages = 50, CacheEntries = 10 });
        await FoldAsync(po, "a-1");
        var isFirst = true;
        _store.Before = async call =>
        {
            if (call is StoreCall.DeleteSnapshot && isFirst)
            {
                isFirst = false;
                Task folding;
                using (ExecutionContext.SuppressFlow())
                {
                    folding = Task.Run(() => ProjectAsync(po, "a-1"), Token);
                }

                await folding;
            }
        };

        ValueTask DeleteAsync(CancellationToken token) => po.Engine.DeleteSnapshotAsync(A.Stream("a-1"), "totals", token);
        await (inTransaction ? po.Engine.ExecuteTogetherAsync(DeleteAsync, Token) : DeleteAsync(Token));

        isFirst.Should().BeFalse();
        (await IsKeptAsync(po, "a-1")).Should().BeFalse();
    }

    [Fact]
    public async Task A_deletion_that_is_rolled_back_drops_nothing()
    {
        await using var po = Create();
        await FoldAsync(po, "a-1");

        var deletion = () => po.Engine.ExecuteTogetherAsync(
            async token =>
            {
                await po.Engine.DeleteSnapshotAsync(A.Stream("a-1"), "totals", token);
                throw new FormatException();
            },
            Token).AsTask();
        await deletion.Should().ThrowAsync<FormatException>();

        (await IsKeptAsync(po, "a-1")).Should().BeTrue();
    }

    [Fact]
    public async Task Another_projection_of_the_same_name_makes_nothing_of_it()
    {
        await using var po = Create();
        await FoldAsync(po, "a-1");

        var renamed = await po.Engine.ProjectAsync(A.Stream("a-1"), new RenamedTotals(), Token);

        renamed.State.Should().BeEquivalentTo(new RenamedTotals.Counts { Count = 50, Total = 1_275 });
    }

    [Fact]
    public async Task In_a_handlers_transaction_it_is_neither_used_nor_filled()
    {
        await using var po = Create();
        await FoldAsync(po, "a-1");
        await po.AppendAsync("triggers-1", new Added(1));
        var folded = new List<int>();
        var recorder = new Recorder(async (_, token) =>
        {
            await po.Engine.AppendAsync(A.Stream("a-1"), A.Messages(1, 20), cancellationToken: token);
            folded.Add((await po.Engine.ProjectAsync(A.Stream("a-1"), new Totals(), token)).Folded.Count);
            throw new FormatException();
        });

        await po.PauseAsync(await po.SubscribeAsync("s", "triggers", recorder, new() { MaxAttempts = 1 }));

        folded.Should().Equal(70);
        (await ProjectAsync(po, "a-1")).State.Sum.Should().Be(1_275, "what was folded there was rolled back");
    }

    [Fact]
    public async Task Commands_begin_with_it()
    {
        await using var po = Create();
        await po.AppendAsync("a-1", A.Messages(1, 50));
        await po.Engine.ExecuteAsync(A.Stream("a-1"), () => new AddNext(), Token);
        var (reads, snapshots) = Counts();

        var result = await po.Engine.ExecuteAsync(A.Stream("a-1"), () => new AddNext(), Token);

        result.Command.Folded.Should().Be(1);
        result.Command.State.Should().Be(51);
        Counts().Should().Be((reads + 1, snapshots));
        (await po.Engine.ValuesAsync("a-1")).Should().EndWith([50, 51, 52]);
    }

    [Fact]
    public async Task Without_entries_nothing_is_kept()
    {
        await using var po = Create(new() { EveryMessages = null });
        await FoldAsync(po, "a-1");

        (await IsKeptAsync(po, "a-1")).Should().BeFalse();
    }

    private TestPo Create(SnapshotOptions? options = null) => new()
    {
        Store = _store,
        Snapshots = options ?? new() { EveryMessages = null, CacheEntries = 10 },
        Observer = _observer,
        StateSerializer = new JsonStateSerializer(new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }),
    };

    private (int Reads, int Snapshots) Counts() => (_store.Count(StoreCall.ReadStream), _store.Count(StoreCall.ReadSnapshot));

    private static async Task FoldAsync(TestPo po, params string[] streams)
    {
        foreach (var stream in streams)
        {
            if (await po.Store.ReadLastNumberAsync(A.Stream(stream), Token) == 0)
            {
                await po.AppendAsync(stream, A.Messages(1, 50));
            }

            await ProjectAsync(po, stream);
        }
    }

    private static async Task<bool> IsKeptAsync(TestPo po, string stream) => (await ProjectAsync(po, stream)).Folded.Count == 0;

    private static async Task<Totals> ProjectAsync(TestPo po, string source)
    {
        var totals = await po.Engine.ProjectAsync(A.Stream(source), new Totals(), Token);
        await po.FlushSnapshotsAsync();
        return totals;
    }

    private sealed class AddNext : ICommandHandler, INamedSnapshot<int>
    {
        public string SnapshotName => "next";

        public int State { get; set; }

        public int Folded { get; private set; }

        public ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
        {
            State++;
            Folded++;
            return ValueTask.CompletedTask;
        }

        public ValueTask ExecuteAsync(ITransactionAppender appender, CancellationToken cancellationToken)
        {
            appender.Append(new Added(State + 1));
            return ValueTask.CompletedTask;
        }
    }
}
