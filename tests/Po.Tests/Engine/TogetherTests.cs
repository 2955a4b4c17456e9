using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Po.Tests;

public class TogetherTests
{
    private static readonly StreamId One = A.Stream("counter-1");
    private static readonly StreamId Two = A.Stream("other-2");
    private static readonly Fold<int> Total = new Fold<int>(0).On<Added>((total, added) => total + added.Value);

    [Fact]
    public async Task Stores_on_every_stream_and_returns_what_the_work_returns()
    {
        await using var po = new TestPo();

        var last = await po.Engine.ExecuteTogetherAsync(
            async token =>
            {
                await po.Engine.AppendAsync(One, new Added(1), cancellationToken: token);
                await po.Engine.ExecuteAsync(One, () => new AddOne(), token);
                await po.Engine.Stream(Two).AppendAsync([new Added(3)], token);
                return (await po.Engine.ExecuteAsync(Two, Total, total => Decision.Append(new Added(total)), cancellationToken: token)).Appended;
            },
            Token);

        last.Should().BeEquivalentTo(new { Stream = Two, LastNumber = 2 });
        (await po.Engine.ValuesAsync("counter-1")).Should().Equal(1, 2);
        (await po.Engine.ValuesAsync("other-2")).Should().Equal(3, 3);
    }

    [Fact]
    public async Task Wakes_subscriptions_of_each_stream_after_the_commit_alone()
    {
        var protocol = new RecordingProtocol();
        await using var po = new TestPo { Protocol = protocol };

        await po.Engine.ExecuteTogetherAsync(
            async token =>
            {
                await po.Engine.AppendAsync(One, new Added(1), cancellationToken: token);
                await po.Engine.AppendAsync(One, new Added(2), cancellationToken: token);
                await po.Engine.AppendAsync(Two, new Added(3), cancellationToken: token);
                protocol.Sent.Should().BeEmpty();
            },
            Token);
        await FluentActions.Awaiting(() => FailAfterAppendAsync(po)).Should().ThrowAsync<FormatException>();

        protocol.Sent.Should().BeEquivalentTo([new Nudge(One, 2), new Nudge(Two, 3)]);
    }

    [Fact]
    public async Task Takes_everything_back_when_the_work_throws_or_is_rejected()
    {
        await using var po = new TestPo();

        var rejected = await po.Engine.ExecuteTogetherAsync(
            async token =>
            {
                await po.Engine.AppendAsync(One, new Added(1), cancellationToken: token);
                return await po.Engine.ExecuteAsync(Two, Total, Decision<int> (_) => Decision.Reject("no", "No."), cancellationToken: token);
            },
            Token);
        await FluentActions.Awaiting(() => FailAfterAppendAsync(po)).Should().ThrowAsync<FormatException>();

        rejected.Rejections.Should().ContainSingle().Which.Code.Should().Be("no");
        (await po.Engine.ValuesAsync("counter-1")).Should().BeEmpty();
    }

    [Fact]
    public async Task Begins_again_from_the_start_after_a_conflict_of_any_part()
    {
        await using var po = new TestPo();
        var store = po.Store;
        var seen = new List<int>();

        await po.Engine.ExecuteTogetherAsync(
            async token =>
            {
                var total = await po.Engine.ProjectAsync(Two, Total, token);
                seen.Add(total);
                await po.Engine.ExecuteAsync(
                    Two,
                    Total,
                    async (_, _) =>
                    {
                        if (seen.Count == 1)
                        {
                            await store.AppendAsync(A.Request(po, Two, 5), CancellationToken.None);
                        }

                        return Decision.Append(new Added(total));
                    },
                    cancellationToken: token);
                await po.Engine.AppendAsync(One, new Added(total), cancellationToken: token);
            },
            Token);

        seen.Should().Equal(0, 5);
        (await po.Engine.ValuesAsync("other-2")).Should().Equal(5, 5);
        (await po.Engine.ValuesAsync("counter-1")).Should().Equal(5);
    }

    [Fact]
    public async Task Begins_again_when_the_store_is_away_for_a_moment_and_gives_up_with_its_last_error()
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store, CommandRetries = 2 };
        store.Fail(StoreCall.Begin, new StoreAwayException(), times: 2);
        await po.Engine.ExecuteTogetherAsync(async token => await po.Engine.AppendAsync(One, new Added(1), cancellationToken: token), Token);
        var last = new StoreAwayException();
        store.Fail(StoreCall.Append, new StoreAwayException(), times: 2);
        store.Fail(StoreCall.Append, last);

        var never = () => po.Engine.ExecuteTogetherAsync(
            async token => await po.Engine.AppendAsync(One, new Added(2), cancellationToken: token), Token).AsTask();

        (await never.Should().ThrowAsync<StoreAwayException>()).Which.Should().BeSameAs(last);
        (await po.Engine.ValuesAsync("counter-1")).Should().Equal(1);
        store.OpenTransactions.Should().Be(0);
    }

    [Fact]
    public async Task Waits_a_random_time_before_it_begins_again()
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store, CommandRetryDelay = TimeSpan.FromHours(1) };
        store.Fail(StoreCall.Commit, new StoreAwayException());

        var work = Task.Run(
            async () => await po.Engine.ExecuteTogetherAsync(
                async token => await po.Engine.AppendAsync(One, new Added(1), cancellationToken: token), Token),
            Token);
        var delay = await po.Clock.NextDelayAsync("the wait before the work begins again");

        delay.Should().BeLessThanOrEqualTo(TimeSpan.FromHours(1));
        store.OpenTransactions.Should().Be(0, "nothing is held while it waits");
        po.Clock.Advance(delay);
        await work.Within("the work");
        (await po.Engine.ValuesAsync("counter-1")).Should().Equal(1);
    }

    [Fact]
    public async Task Inside_of_another_it_takes_part_in_that()
    {
        await using var po = new TestPo();

        var whole = () => po.Engine.ExecuteTogetherAsync(
            async token =>
            {
                await po.Engine.ExecuteTogetherAsync(async inner => await po.Engine.AppendAsync(One, new Added(1), cancellationToken: inner), token);
                (await po.Store.ReadLastNumberAsync(One, token)).Should().Be(0);
                throw new FormatException("no");
            },
            Token).AsTask();

        await whole.Should().ThrowAsync<FormatException>();
        (await po.Engine.ValuesAsync("counter-1")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_part_that_has_failed_after_it_had_appended_keeps_the_whole_from_being_stored()
    {
        await using var po = new TestPo();

        var caught = () => po.Engine.ExecuteTogetherAsync(
            async token =>
            {
                await po.Engine.AppendAsync(Two, new Added(2), cancellationToken: token);
                await FluentActions.Awaiting(() => FailAfterAppendAsync(po)).Should().ThrowAsync<FormatException>();
            },
            Token).AsTask();
        var rejected = () => po.Engine.ExecuteTogetherAsync(
            async token => await po.Engine.ExecuteTogetherAsync(
                async inner =>
                {
                    await po.Engine.AppendAsync(One, new Added(1), cancellationToken: inner);
                    return await po.Engine.ExecuteAsync(Two, Total, Decision<int> (_) => Decision.Reject("no", "No."), cancellationToken: inner);
                },
                token),
            Token).AsTask();

        await caught.Should().ThrowAsync<InvalidOperationException>().WithMessage("*nothing was stored*");
        await rejected.Should().ThrowAsync<CommandRejectedException>();
        (await po.Store.ReadHorizonAsync(Token)).Should().Be(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_snapshot_of_what_it_has_folded_is_saved_after_the_commit_alone(bool commit)
    {
        var serializer = new JsonStateSerializer(new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() });
        await using var po = new TestPo { StateSerializer = serializer };

        var work = () => po.Engine.ExecuteTogetherAsync(
            async token =>
            {
                await po.Engine.AppendAsync(One, new Added(1), cancellationToken: token);
                await po.Engine.SaveSnapshotAsync(One, new Totals(), token);
                (await po.Store.ReadSnapshotAsync(One, "totals", token)).Should().BeNull();
                return commit ? true : throw new FormatException("no");
            },
            Token).AsTask();

        await (commit ? work.Should().NotThrowAsync() : (Task)work.Should().ThrowAsync<FormatException>());
        await po.FlushSnapshotsAsync();
        (await po.Store.ReadSnapshotAsync(One, "totals", Token) is not null).Should().Be(commit);
    }

    [Fact]
    public async Task In_a_handler_it_is_stored_with_the_position()
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store };
        var seen = new List<long>();
        var done = Waiting.Signal();
        await po.SubscribeAsync("moving", "orders", Handler.Create(async (_, token) =>
        {
            await po.Engine.ExecuteTogetherAsync(
                async inner =>
                {
                    await po.Engine.AppendAsync(One, new Added(1), cancellationToken: inner);
                    await po.Engine.AppendAsync(Two, new Added(2), cancellationToken: inner);
                },
                token);
            seen.Add(await store.Inner.ReadLastNumberAsync(One, token));
            done.TrySetResult();
        }));

        var appended = await po.AppendAsync("orders-1", new Added(1));
        await done.Task.Within("the handler");

        await po.Engine.WaitForAsync("moving", appended.LastGlobalNumber, TestClock.Long, Token).AsTask().Within("the subscription");
        seen.Should().Equal(0);
        (await po.Engine.ValuesAsync("other-2")).Should().Equal(2);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task In_a_handler_a_part_that_has_failed_after_it_had_appended_fails_the_message_whoever_catches_that(bool isBatch, bool isNested)
    {
        await using var po = new TestPo();
        var recorder = new Recorder(async (message, token) =>
        {
            await po.Engine.AppendAsync(Two, new Added(2), cancellationToken: token);
            if (message.Value() == 2)
            {
                var part = () => isNested ? FailInsideOfAnotherAsync(po) : FailAfterAppendAsync(po);
                await part.Should().ThrowAsync<Exception>();
            }
        });
        IMessageHandler handler = isBatch ? new Batches(recorder) : recorder;
        await po.AppendAsync("orders-1", new Added(1), new Added(2), new Added(3));

        var failure = await po.PauseAsync(await po.SubscribeAsync("moving", "orders", handler, new() { MaxAttempts = 1 }));

        failure.Should().BeEquivalentTo(new { SubscriptionId = "moving", Position = 1 });
        failure.InnerException.Should().BeOfType<InvalidOperationException>().Which.Message.Should().Contain("'moving'").And.Contain("a half");
        (await po.Engine.ValuesAsync("counter-1")).Should().BeEmpty();
        (await po.Engine.ValuesAsync("other-2")).Should().Equal(2);
    }

    [Fact]
    public async Task Is_refused_by_a_store_that_appends_to_one_stream_at_a_time()
    {
        var store = new FaultyStore { OtherCapabilities = StoreCapabilities.None };
        await using var po = new TestPo { Store = store };

        var work = () => po.Engine.ExecuteTogetherAsync(_ => ValueTask.CompletedTask, Token).AsTask();

        await work.Should().ThrowAsync<TransactionRefusedException>().WithMessage("*one stream*subscription*");
        store.Count(StoreCall.Begin).Should().Be(0);
    }

    [Fact]
    public async Task A_task_that_the_work_has_left_behind_is_on_its_own()
    {
        await using var po = new TestPo();
        var ended = Waiting.Signal();
        Task<AppendResult>? stray = null;

        await po.Engine.ExecuteTogetherAsync(
            async token =>
            {
                stray = AppendLaterAsync();
                await po.Engine.AppendAsync(One, new Added(1), cancellationToken: token);
            },
            Token);
        ended.SetResult();

        (await stray!.Within("the stray task")).LastNumber.Should().Be(1);

        async Task<AppendResult> AppendLaterAsync()
        {
            await ended.Task;
            return await po.Engine.AppendAsync(Two, new Added(2));
        }
    }

    // What is around it catches the failure, and ends well by its own account.
    private static async Task FailInsideOfAnotherAsync(TestPo po) => await po.Engine.ExecuteTogetherAsync(
        async _ => await FluentActions.Awaiting(() => FailAfterAppendAsync(po)).Should().ThrowAsync<FormatException>(), Token);

    private static Task FailAfterAppendAsync(TestPo po) => po.Engine.ExecuteTogetherAsync(
        async token =>
        {
            await po.Engine.AppendAsync(One, new Added(1), cancellationToken: token);
            throw new FormatException("no");
        },
        Token).AsTask();

    private sealed class Batches(IHandler handler) : IBatchHandler
    {
        public async ValueTask HandleAsync(IReadOnlyList<Message> messages, CancellationToken cancellationToken)
        {
            foreach (var message in messages)
            {
                await handler.HandleAsync(message, cancellationToken);
            }
        }
    }
}
