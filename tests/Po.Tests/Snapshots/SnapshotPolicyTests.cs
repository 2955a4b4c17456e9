using System.Text.Json.Serialization.Metadata;

namespace Po.Tests;

// When a fold ends with a new snapshot, and which snapshots are of use.
public sealed class SnapshotPolicyTests
{
    private readonly FaultyStore _store = new();

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public async Task By_number_it_is_saved_after_so_many_messages(int messages, bool isSaved)
    {
        await using var po = Create(new() { EveryMessages = 3 });

        (await SavesAsync(po, messages, new Totals())).Should().Be(isSaved);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(11, true)]
    public async Task By_time_it_is_saved_when_folding_took_so_long(int seconds, bool isSaved)
    {
        await using var po = Create(new() { EveryMessages = null, FoldTime = TimeSpan.FromSeconds(10) });

        (await SavesAsync(po, 1, Slow(po, seconds))).Should().Be(isSaved);
    }

    [Theory]
    [InlineData(3, 0, true)]
    [InlineData(1, 10, true)]
    [InlineData(2, 1, false)]
    public async Task With_both_either_is_enough(int messages, int seconds, bool isSaved)
    {
        await using var po = Create(new() { EveryMessages = 3, FoldTime = TimeSpan.FromSeconds(10) });

        (await SavesAsync(po, messages, Slow(po, seconds))).Should().Be(isSaved);
    }

    [Fact]
    public async Task With_neither_nothing_is_saved_and_what_is_there_is_used()
    {
        await using var po = Create(new() { EveryMessages = null });

        (await SavesAsync(po, 1_000, Slow(po, 60))).Should().BeFalse();
        await po.Engine.SaveSnapshotAsync(A.Stream("a-1"), new Totals(), Token);

        (await po.Engine.ProjectAsync(A.Stream("a-1"), new Totals(), Token)).Folded.Should().BeEmpty();
    }

    [Fact]
    public async Task A_fold_that_has_met_nothing_new_saves_nothing()
    {
        await using var po = Create(new() { EveryMessages = 1, FoldTime = TimeSpan.Zero });
        await SavesAsync(po, 1, new Totals());

        (await SavesAsync(po, 0, new Totals())).Should().BeFalse();
    }

    [Fact]
    public async Task A_projection_may_have_a_policy_of_its_own()
    {
        await using var po = Create(new() { EveryMessages = 3 });

        (await SavesAsync(po, 3, new Totals { SnapshotPolicy = SnapshotPolicy.Never })).Should().BeFalse();
        (await SavesAsync(po, 1, new Totals { SnapshotPolicy = SnapshotPolicy.Every(5) })).Should().BeFalse();
        (await SavesAsync(po, 1, new Totals { SnapshotPolicy = SnapshotPolicy.Every(5) })).Should().BeTrue();
        (await SavesAsync(po, 1, Slow(po, 1, SnapshotPolicy.AfterFolding(TimeSpan.FromSeconds(2))))).Should().BeFalse();
        (await SavesAsync(po, 1, Slow(po, 1, SnapshotPolicy.AfterFolding(TimeSpan.FromSeconds(2))))).Should().BeTrue();
    }

    [Fact]
    public void A_policy_refuses_what_cannot_be()
    {
        ((Action)(() => SnapshotPolicy.Every(0))).Should().Throw<ArgumentOutOfRangeException>();
        ((Action)(() => SnapshotPolicy.AfterFolding(TimeSpan.FromTicks(-1)))).Should().Throw<ArgumentOutOfRangeException>();
        SnapshotPolicy.Every(1).Should().Be(new SnapshotPolicy { EveryMessages = 1 });
        SnapshotPolicy.AfterFolding(TimeSpan.Zero).Should().Be(new SnapshotPolicy { FoldTime = TimeSpan.Zero });
    }

    [Theory]
    [InlineData("a-1", 1, 2)]
    [InlineData("a-1", 2, 1)]
    [InlineData("a-1", 2, 12)]
    [InlineData("a-1", 12, 2)]
    [InlineData("a", 1, 2)]
    [InlineData("*", 3, 2)]
    public async Task Of_another_version_it_is_passed_over_and_replaced(string source, int before, int after)
    {
        await using var po = Create(new() { EveryMessages = 3 });
        await po.AppendAsync("a-1", A.Messages(1, 3));
        await ProjectAsync(po, source, before);

        (await ProjectAsync(po, source, after)).Folded.Should().HaveCount(3);
        (await ProjectAsync(po, source, after)).Folded.Should().BeEmpty("the one of this version has taken its place");
        (await ProjectAsync(po, source, before)).Folded.Should().HaveCount(3);

        po.LogsOf(PoEventId.SnapshotPassedOver).Should().HaveCount(2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Of_the_same_version_it_is_used(int version)
    {
        await using var po = Create(new() { EveryMessages = 3 });
        await po.AppendAsync("a-1", A.Messages(1, 3));
        await ProjectAsync(po, "a-1", version);

        var totals = await ProjectAsync(po, "a-1", version);

        totals.Folded.Should().BeEmpty();
        totals.State.Sum.Should().Be(6);
    }

    private TestPo Create(SnapshotOptions options) => new()
    {
        Store = _store,
        Snapshots = options,
        StateSerializer = new JsonStateSerializer(new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }),
    };

    private static Totals Slow(TestPo po, int seconds, SnapshotPolicy? policy = null) => new()
    {
        OnMessage = () => po.Clock.Advance(TimeSpan.FromSeconds(seconds)),
        SnapshotPolicy = policy,
    };

    private async Task<bool> SavesAsync(TestPo po, int messages, Totals totals)
    {
        var before = _store.Count(StoreCall.SaveSnapshot);
        if (messages > 0)
        {
            await po.AppendAsync("a-1", A.Messages(1, messages));
        }

        await po.Engine.ProjectAsync(A.Stream("a-1"), totals, Token);
        await po.FlushSnapshotsAsync();
        return _store.Count(StoreCall.SaveSnapshot) > before;
    }

    private static async Task<Totals> ProjectAsync(TestPo po, string source, int version)
    {
        var totals = await po.Engine.ProjectAsync(A.Stream(source), new Totals { SnapshotVersion = version }, Token);
        await po.FlushSnapshotsAsync();
        return totals;
    }
}
