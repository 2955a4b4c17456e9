using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Po.Tests;

public class DecideTests
{
    private static readonly StreamId Counter = A.Stream("counter-1");

    private static readonly Fold<int> Total = new Fold<int>(0)
        .On<Added>((total, added) => total + added.Value)
        .On<Removed>((total, removed) => total - removed.Value);

    [Fact]
    public async Task Appends_what_was_decided_and_returns_the_value()
    {
        await using var po = new TestPo();
        await po.AppendAsync("counter-1", new Added(5), new Removed(2));

        var outcome = await po.Engine.ExecuteAsync(
            Counter, Total, total => Decision.Append(new Added(total), new Added(10)).Returning($"was {total}"), cancellationToken: Token);

        outcome.Should().BeEquivalentTo(new { IsAccepted = true, IsRepetition = false, HasValue = true, Value = "was 3" });
        outcome.Appended.Should().BeEquivalentTo(new AppendResult { Stream = Counter, LastNumber = 4, GlobalNumbers = [3, 4] });
        (await po.Engine.ValuesAsync("counter-1")).Should().Equal(5, 2, 3, 10);
    }

    [Fact]
    public async Task Returns_a_rejection_and_stores_and_tries_nothing()
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store };
        var decided = 0;

        var outcome = await po.Engine.ExecuteAsync(
            Counter,
            Total,
            Decision<int> (_) =>
            {
                decided++;
                return Decision.Reject([new() { Code = "a", Message = "A." }, new() { Code = "b", Message = "B.", Member = "c" }]);
            },
            cancellationToken: Token);

        outcome.IsAccepted.Should().BeFalse();
        outcome.HasValue.Should().BeFalse();
        outcome.Rejections.Select(rejection => rejection.Code).Should().Equal("a", "b");
        var value = () => outcome.Value;
        value.Should().Throw<CommandRejectedException>().Which.Should().BeEquivalentTo(new { Stream = Counter, outcome.Rejections });
        decided.Should().Be(1);
        store.Count(StoreCall.Append).Should().Be(0);
    }

    [Fact]
    public async Task Has_nothing_to_do_and_appends_nothing()
    {
        await using var po = new TestPo();
        await po.AppendAsync("counter-1", new Added(5));

        var outcome = await po.Engine.ExecuteAsync(Counter, Total, _ => Decision.Nothing, cancellationToken: Token);

        outcome.IsAccepted.Should().BeTrue();
        outcome.Appended.Should().BeEquivalentTo(new AppendResult { Stream = Counter, LastNumber = 1, GlobalNumbers = [] });
    }

    [Fact]
    public async Task Decides_again_on_a_fresh_state_when_somebody_was_faster()
    {
        await using var po = new TestPo();
        await po.AppendAsync("counter-1", new Added(1));
        var seen = new List<int>();

        var outcome = await po.Engine.ExecuteAsync(
            Counter,
            Total,
            async (total, _) =>
            {
                seen.Add(total);
                if (seen.Count == 1)
                {
                    await po.AppendAsync("counter-1", new Added(1));
                }

                return Decision.Append(new Added(total)).Returning(total);
            },
            cancellationToken: Token);

        seen.Should().Equal(1, 2);
        outcome.Value.Should().Be(2);
        (await po.Engine.ValuesAsync("counter-1")).Should().Equal(1, 1, 2);
    }

    [Fact]
    public async Task Starts_from_the_snapshot_of_a_fold_that_has_one()
    {
        var store = new FaultyStore();
        var serializer = new JsonStateSerializer(new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() });
        await using var po = new TestPo { Store = store, StateSerializer = serializer, Snapshots = new() { EveryMessages = 2 } };
        var fold = new Fold<Counted>(new Counted(0)).On<Added>((counted, added) => new Counted(counted.Value + added.Value)).WithSnapshot("counted");
        await po.AppendAsync("counter-1", A.Messages(1, 3));

        (await po.Engine.ProjectAsync(Counter, fold, Token)).Value.Should().Be(6);
        await po.FlushSnapshotsAsync();
        var outcome = await po.Engine.ExecuteAsync(
            Counter, fold, counted => Decision.Append(new Added(1)).Returning(counted.Value), cancellationToken: Token);

        outcome.Value.Should().Be(6);
        store.Count(StoreCall.SaveSnapshot).Should().Be(1);
    }

    [Fact]
    public async Task In_the_transaction_of_a_handler_what_was_decided_is_stored_with_the_position()
    {
        await using var po = new TestPo();
        var seen = new List<string>();
        var done = Waiting.Signal();
        await po.SubscribeAsync("counting", "orders", Handler.Create(async (_, token) =>
        {
            var outcome = await po.Engine.ExecuteAsync(
                Counter, Total, total => Decision.Append(new Added(7)).Returning(total), cancellationToken: token);
            seen.Add($"{outcome.Value} {await po.Store.ReadLastNumberAsync(Counter, token)}");
            done.TrySetResult();
        }));

        await po.AppendAsync("orders-1", new Added(1));

        await done.Task.Within("the handler");
        seen.Should().Equal("0 0");
    }

    private sealed record Counted(int Value);
}
