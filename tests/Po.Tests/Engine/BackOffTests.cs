namespace Po.Tests;

// Conflicts are provoked by appending beside a command while it decides.
public class BackOffTests
{
    private static readonly StreamId Counter = A.Stream("counter-1");

    [Fact]
    public async Task Waits_a_random_part_of_a_growing_time_before_it_tries_again()
    {
        await using var po = new TestPo
        {
            CommandRetries = 4,
            CommandRetryDelay = TimeSpan.FromHours(1),
            MaxCommandRetryDelay = TimeSpan.FromHours(3),
        };

        var delays = new List<TimeSpan>();
        var execute = AlwaysConflict(po, Token);
        for (var retry = 0; retry < 4; retry++)
        {
            var delay = await po.Clock.NextDelayAsync("the wait before a retry");
            execute.IsCompleted.Should().BeFalse();
            delays.Add(delay);
            po.Clock.Advance(delay);
        }

        await FluentActions.Awaiting(() => execute.Within("the command")).Should().ThrowAsync<WriteConflictException>();
        delays.Zip([1, 2, 3, 3], (delay, hours) => delay <= TimeSpan.FromHours(hours)).Should().OnlyContain(isWithin => isWithin);
        delays.Should().OnlyHaveUniqueItems("whoever has met once should not meet again");
        (await po.Engine.ValuesAsync("counter-1")).Should().HaveCount(5).And.OnlyContain(value => value == 0);
    }

    [Fact]
    public async Task Ends_the_wait_when_the_caller_gives_up()
    {
        await using var po = new TestPo { CommandRetryDelay = TimeSpan.FromHours(1) };
        using var caller = new CancellationTokenSource();
        var execute = AlwaysConflict(po, caller.Token);
        await po.Clock.NextDelayAsync("the wait before a retry");

        await caller.CancelAsync();

        await FluentActions.Awaiting(() => execute.Within("the command")).Should().ThrowAsync<OperationCanceledException>();
        (await po.Engine.ValuesAsync("counter-1")).Should().Equal(0);
    }

    [Fact]
    public async Task Does_not_wait_in_the_transaction_of_a_handler()
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store, CommandRetryDelay = TestClock.Long, MaxCommandRetryDelay = TestClock.Long };
        var (decisions, handovers) = (0, 0);
        var done = Waiting.Signal();
        await po.SubscribeAsync("counting", "orders", Handler.Create(async (_, token) =>
        {
            handovers++;
            await po.Engine.ExecuteAsync(
                Counter,
                () => new Sum(),
                async (sum, _) =>
                {
                    if (++decisions == 1)
                    {
                        await store.Inner.AppendAsync(A.Request(po, Counter, 5), token);
                    }

                    return Decision.Append(new Added(sum.Total + 1)).Returning(true);
                },
                cancellationToken: token);
            done.TrySetResult();
        }));

        await po.AppendAsync("orders-1", new Added(1));

        await done.Task.Within("the handler");
        (decisions, handovers).Should().Be((2, 1), "the command is decided anew, and the handler is not");
        await po.Engine.WaitForAsync("counting", 1, TestClock.Long, Token).AsTask().Within("the commit");
        (await po.Engine.ValuesAsync("counter-1")).Should().Equal(5, 6);
    }

    private static Task<CommandResult<AddOne>> AlwaysConflict(TestPo po, CancellationToken cancellationToken) => Task.Run(
        async () => await po.Engine.ExecuteAsync(
            Counter,
            () => new AddOne
            {
                Deciding = async (_, appender) =>
                {
                    await po.AppendAsync("counter-1", new Added(0));
                    appender.Append(new Added(1));
                },
            },
            cancellationToken),
        Token);
}
