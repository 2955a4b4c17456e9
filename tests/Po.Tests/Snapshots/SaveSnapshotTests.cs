using System.Text.Json.Serialization.Metadata;

namespace Po.Tests;

// Snapshots that somebody asks for.
public sealed class SaveSnapshotTests : IAsyncDisposable
{
    private readonly FaultyStore _store = new();
    private readonly TestPo _po;

    public SaveSnapshotTests() => _po = Create(new JsonStateSerializer(new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }));

    [Theory]
    [InlineData("a-1", 3, 4)]
    [InlineData("a", 0, 5)]
    [InlineData("*", 0, 5)]
    public async Task It_is_stored_when_the_call_returns_whatever_the_policy_says(string source, long number, long globalNumber)
    {
        await _po.AppendAsync("b-1", new Added(100));
        await _po.AppendAsync("a-1", A.Messages(1, 3));
        await _po.AppendAsync("b-1", new Added(100));

        var saved = await _po.Engine.SaveSnapshotAsync(A.Stream(source), new Totals { SnapshotPolicy = SnapshotPolicy.Never }, Token);

        saved.Should().BeEquivalentTo(new { Stream = A.Stream(source), Name = "totals", Number = number, GlobalNumber = globalNumber });
        (await ReadAsync(source)).Should().BeEquivalentTo(saved, options => options.Excluding(snapshot => snapshot.State));
        (await _po.Engine.ProjectAsync(A.Stream(source), new Totals(), Token)).Folded.Should().BeEmpty();
    }

    [Fact]
    public async Task It_begins_with_the_one_before()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 3));
        await _po.Engine.SaveSnapshotAsync(A.Stream("a-1"), new Totals(), Token);
        await _po.AppendAsync("a-1", A.Messages(4, 5));
        var totals = new Totals();

        var saved = await _po.Engine.SaveSnapshotAsync(A.Stream("a-1"), totals, Token);

        totals.Folded.Should().Equal(4, 5);
        totals.State.Sum.Should().Be(15);
        saved!.Number.Should().Be(5);
    }

    [Fact]
    public async Task Of_an_empty_stream_there_is_nothing_to_save()
    {
        (await _po.Engine.SaveSnapshotAsync(A.Stream("a-1"), new Totals(), Token)).Should().BeNull();

        _store.Count(StoreCall.SaveSnapshot).Should().Be(0);
    }

    [Fact]
    public async Task Of_a_group_without_messages_it_says_up_to_where_there_were_none()
    {
        (await _po.Engine.SaveSnapshotAsync(A.Stream("a"), new Totals(), Token)).Should().BeNull();
        await _po.AppendAsync("b-1", A.Messages(1, 3));

        var saved = await _po.Engine.SaveSnapshotAsync(A.Stream("a"), new Totals(), Token);

        saved.Should().BeEquivalentTo(new { Number = 0, GlobalNumber = 3 });
    }

    [Fact]
    public async Task Of_a_group_in_a_handler_it_holds_what_that_has_appended_once_it_is_stored()
    {
        await _po.AppendAsync("triggers-1", new Added(1));
        var recorder = new Recorder(async (_, token) =>
        {
            await _po.Engine.AppendAsync(A.Stream("a-1"), A.Messages(1, 2), cancellationToken: token);
            (await _po.Engine.SaveSnapshotAsync(A.Stream("a"), new Totals(), token))!.GlobalNumber.Should().Be(3);
            (await ReadAsync("a")).Should().BeNull();
        });

        var subscription = await _po.SubscribeAsync("s", "triggers", recorder);
        await _po.CatchUpAsync(subscription);
        await subscription.DisposeAsync();
        await _po.FlushSnapshotsAsync();

        (await ReadAsync("a")).Should().BeEquivalentTo(new { Number = 0, GlobalNumber = 3 });
        (await _po.Engine.ProjectAsync(A.Stream("a"), new Totals(), Token)).State.Sum.Should().Be(3);
    }

    [Fact]
    public async Task It_fails_loudly()
    {
        await _po.AppendAsync("a-1", A.Messages(1, 3));
        _store.Fail(StoreCall.SaveSnapshot, new StoreAwayException());

        var save = () => _po.Engine.SaveSnapshotAsync(A.Stream("a-1"), new Totals(), Token).AsTask();
        var saveState = () => _po.Engine.SaveSnapshotAsync(A.Stream("a-1"), new Untold(), Token).AsTask();

        await save.Should().ThrowAsync<StoreAwayException>();
        await saveState.Should().ThrowAsync<NotSupportedException>();
        (await ReadAsync("a-1")).Should().BeNull();
    }

    [Fact]
    public async Task Without_a_serializer_it_is_refused()
    {
        await using var po = Create(null);
        await po.AppendAsync("a-1", A.Messages(1, 3));

        var save = () => po.Engine.SaveSnapshotAsync(A.Stream("a-1"), new Totals(), Token).AsTask();

        await save.Should().ThrowAsync<PoConfigurationException>();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task In_a_handler_it_is_written_after_the_transaction_or_not_at_all(bool commits)
    {
        await _po.AppendAsync("triggers-1", new Added(1));
        var recorder = new Recorder(async (_, token) =>
        {
            await _po.Engine.AppendAsync(A.Stream("a-1"), new Added(1), cancellationToken: token);
            (await _po.Engine.SaveSnapshotAsync(A.Stream("a-1"), new Totals(), token))!.Number.Should().Be(1);
            (await ReadAsync("a-1")).Should().BeNull();
            if (!commits)
            {
                throw new FormatException();
            }
        });
        var subscription = await _po.SubscribeAsync("s", "triggers", recorder, new() { MaxAttempts = 1 });

        await (commits ? _po.CatchUpAsync(subscription) : _po.PauseAsync(subscription));
        await subscription.DisposeAsync();
        await _po.FlushSnapshotsAsync();

        (await ReadAsync("a-1") is not null).Should().Be(commits);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task In_a_handler_it_is_deleted_with_the_transaction_or_not_at_all(bool commits)
    {
        await _po.AppendAsync("a-1", new Added(1));
        await _po.Engine.SaveSnapshotAsync(A.Stream("a-1"), new Totals(), Token);
        await _po.AppendAsync("triggers-1", new Added(1));
        var recorder = new Recorder(async (_, token) =>
        {
            await _po.Engine.DeleteSnapshotAsync(A.Stream("a-1"), "totals", token);
            (await ReadAsync("a-1")).Should().NotBeNull();
            if (!commits)
            {
                throw new FormatException();
            }
        });
        var subscription = await _po.SubscribeAsync("s", "triggers", recorder, new() { MaxAttempts = 1 });

        await (commits ? _po.CatchUpAsync(subscription) : _po.PauseAsync(subscription));

        (await ReadAsync("a-1") is null).Should().Be(commits);
    }

    [Fact]
    public async Task In_an_ambient_transaction_both_are_refused()
    {
        await _po.AppendAsync("a-1", new Added(1));
        using var scope = new System.Transactions.TransactionScope(System.Transactions.TransactionScopeAsyncFlowOption.Enabled);

        var save = () => _po.Engine.SaveSnapshotAsync(A.Stream("a-1"), new Totals(), Token).AsTask();
        var delete = () => _po.Engine.DeleteSnapshotAsync(A.Stream("a-1"), "totals", Token).AsTask();

        await save.Should().ThrowAsync<TransactionRefusedException>();
        await delete.Should().ThrowAsync<TransactionRefusedException>();
    }

    public ValueTask DisposeAsync() => _po.DisposeAsync();

    private TestPo Create(IStateSerializer? serializer) => new() { Store = _store, StateSerializer = serializer };

    private ValueTask<Snapshot?> ReadAsync(string source) => _store.Inner.ReadSnapshotAsync(A.Stream(source), "totals", Token);

    private sealed class Untold : INamedSnapshot<object>, IHandler<Added>
    {
        public string SnapshotName => "totals";

        public object State { get; set; } = new();

        public ValueTask HandleAsync(Message<Added> message, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
