namespace Po.Tests;

public class HandlerTransactionTests
{
    [Theory]
    [InlineData("a-2")]
    [InlineData("b-1")]
    public async Task A_handler_may_append_to_its_own_group_and_to_others(string target)
    {
        await using var po = new TestPo();
        var recorder = new Recorder(async (message, token) =>
        {
            if (message.Value() < 5)
            {
                await po.Engine.AppendAsync(A.Stream(target), new Added(message.Value() + 1), cancellationToken: token);
            }
        });
        await po.SubscribeAsync("s", "*", recorder);

        await po.AppendAsync("a-1", new Added(1));
        await recorder.WhenAsync(5);

        recorder.Values.Should().Equal(1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task What_a_handler_appends_is_seen_by_others_with_the_position_and_not_before()
    {
        var store = new InMemoryStore();
        await using var po = new TestPo { Store = store };
        var (appended, mayEnd) = (Signal(), Signal());
        var recorder = new Recorder(async (message, token) =>
        {
            await po.Engine.AppendAsync(A.Stream("effects-1"), message.Data, cancellationToken: token);
            (await po.Engine.ValuesAsync("effects-1")).Should().Equal(1);
            appended.SetResult();
            await mayEnd.Task.WaitAsync(token);
        });
        await po.AppendAsync("a-1", new Added(1));
        var subscription = await po.SubscribeAsync("s", "a", recorder);
        await appended.Task.Within("the handler to append");

        (await po.Engine.ValuesAsync("effects-1")).Should().BeEmpty();
        (await store.ReadPositionAsync("s", Token)).Should().Be(0);
        mayEnd.SetResult();
        await subscription.WaitForAsync(1, Token).AsTask().Within("the commit");

        (await po.Engine.ValuesAsync("effects-1")).Should().Equal(1);
        (await store.ReadPositionAsync("s", Token)).Should().BeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public async Task What_a_failing_handler_has_appended_is_rolled_back()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", new Added(1));
        var fails = true;
        var recorder = new Recorder(async (message, token) =>
        {
            await po.Engine.AppendAsync(A.Stream("effects-1"), message.Data, ExpectedNumber.NoStream, token);
            if (fails)
            {
                fails = false;
                throw new FormatException("after the effect");
            }
        });

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", recorder));

        (await po.Engine.ValuesAsync("effects-1")).Should().Equal(1);
    }

    [Fact]
    public async Task Commands_projections_reads_and_views_of_a_handler_work_in_its_transaction()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 3));
        var totals = new List<int>();
        var recorder = new Recorder(async (message, token) =>
        {
            await po.Engine.ExecuteAsync(A.Stream("effects-1"), () => new AddOne(), token);
            await po.Engine.Stream(A.Stream("effects-1")).AppendAsync([new Added(10)], token);
            totals.Add((await po.Engine.ProjectAsync(A.Stream("effects"), new Sum(), token)).Total);
        });

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", recorder));

        totals.Should().Equal(11, 24, 39);
    }

    [Fact]
    public async Task A_conflict_that_a_handler_catches_leaves_its_transaction_usable()
    {
        await using var po = new TestPo();
        await po.AppendAsync("effects-1", new Added(0));
        await po.AppendAsync("a-1", new Added(1));
        var recorder = new Recorder(async (message, token) =>
        {
            var append = () => po.Engine.AppendAsync(A.Stream("effects-1"), message.Data, ExpectedNumber.NoStream, token).AsTask();
            await append.Should().ThrowAsync<WriteConflictException>();
            await po.Engine.AppendAsync(A.Stream("effects-1"), message.Data, 1, token);
        });

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", recorder));

        (await po.Engine.ValuesAsync("effects-1")).Should().Equal(0, 1);
    }

    [Fact]
    public async Task Subscribers_are_nudged_after_the_commit_of_what_a_handler_has_appended()
    {
        await using var po = new TestPo();
        var second = new Recorder();
        await po.SubscribeAsync("second", "b", second);
        await po.SubscribeAsync("first", "a", new Recorder(async (message, token) =>
            await po.Engine.AppendAsync(A.Stream("b-1"), message.Data, cancellationToken: token)));

        for (var i = 1; i <= 10; i++)
        {
            await po.AppendAsync("a-1", new Added(i));
            await second.WhenAsync(i);
        }
    }

    [Fact]
    public async Task A_handler_may_subscribe_and_the_new_subscription_has_transactions_of_its_own()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", new Added(1));
        await po.AppendAsync("b-1", new Added(2));
        var inner = new Recorder(async (message, token) =>
            await po.Engine.AppendAsync(A.Stream("effects-1"), message.Data, cancellationToken: token));
        ISubscription? started = null;
        var fails = true;
        var outer = new Recorder(async (_, token) =>
        {
            started ??= await po.SubscribeAsync("inner", "b", inner);
            await po.CatchUpAsync(started);
            if (fails)
            {
                fails = false;
                throw new FormatException("rolls back the outer transaction");
            }
        });

        await po.CatchUpAsync(await po.SubscribeAsync("outer", "a", outer));

        (await po.Engine.ValuesAsync("effects-1")).Should().Equal(2);
    }

    [Fact]
    public async Task A_stray_task_works_on_the_store_once_the_transaction_has_ended()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", new Added(1));
        var mayAppend = Signal();
        Task? stray = null;
        var recorder = new Recorder(message =>
        {
            stray = Task.Run(async () =>
            {
                await mayAppend.Task;
                await po.Engine.AppendAsync(A.Stream("effects-1"), message.Data);
            });
        });
        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", recorder));

        mayAppend.SetResult();
        await stray!.Within("the stray append");

        (await po.Engine.ValuesAsync("effects-1")).Should().Equal(1);
    }

    [Fact]
    public async Task Work_that_a_handler_starts_and_awaits_is_in_its_transaction()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", new Added(1));
        var fails = true;
        var recorder = new Recorder(async (message, token) =>
        {
            await Task.WhenAll(Enumerable.Range(1, 5).Select(i => Task.Run(
                () => po.Engine.AppendAsync(A.Stream($"effects-{i}"), new Added(i), ExpectedNumber.NoStream, token).AsTask(), token)));
            if (fails)
            {
                fails = false;
                throw new FormatException();
            }
        });

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", recorder));

        (await po.Engine.ValuesAsync("effects")).Should().BeEquivalentTo([1, 2, 3, 4, 5]);
    }

    // A worker that waited for a second connection while it holds one would lock up a small pool.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_few_connections_run_many_subscriptions(int connections)
    {
        using var pool = new SemaphoreSlim(connections);
        await using var po = new TestPo { Store = new FaultyStore { Connections = pool }, Subscribers = new() { PageSize = 3 } };
        for (var i = 1; i <= 10; i++)
        {
            await po.AppendAsync("a-1", A.Messages(i, i + 1));
        }

        var subscriptions = new List<ISubscription>();
        for (var i = 0; i < 4; i++)
        {
            var target = A.Stream($"effects-{i}");
            subscriptions.Add(await po.SubscribeAsync($"s{i}", "a", new Recorder(async (_, token) =>
            {
                await po.Engine.ExecuteAsync(target, () => new AddOne(), token);
                await po.Engine.ProjectAsync(target, new Sum(), token);
            })));
        }

        foreach (var subscription in subscriptions)
        {
            await po.CatchUpAsync(subscription);
        }

        (await po.Engine.ValuesAsync("effects")).Should().HaveCount(80);
    }

    [Fact]
    public async Task The_engine_of_another_store_is_not_in_the_transaction()
    {
        await using var po = new TestPo();
        await using var other = new TestPo();
        await po.AppendAsync("a-1", new Added(1));
        var recorder = new Recorder(async (message, token) =>
        {
            await other.Engine.AppendAsync(A.Stream("effects-1"), message.Data, cancellationToken: token);
            throw new FormatException();
        });

        await po.PauseAsync(await po.SubscribeAsync("s", "a", recorder, new() { MaxAttempts = 2 }));

        (await other.Engine.ValuesAsync("effects-1")).Should().Equal(1, 1);
    }

    [Fact]
    public async Task The_transaction_is_not_left_behind_in_the_flow_of_whoever_runs_the_worker()
    {
        var definition = ADefinition.Of("s", "a", _ => new TestScope(new Recorder()));
        await using var po = new TestPo { Subscriptions = [definition] };
        await po.AppendAsync("a-1", new NewMessage(new Added(1)) { CorrelationId = "c-1" });
        using var stopping = new CancellationTokenSource();
        var running = po.Engine.RunSubscriptionAsync("s", stopping.Token);
        await po.CatchUpAsync(po.Engine.Subscriptions["s"]);
        await stopping.CancelAsync();
        await running.Within("the worker");

        await po.AppendAsync("b-1", new Added(2));

        var message = (await po.Engine.ReadAsync(A.Stream("b-1"), null, Token).ToListAsync()).Single();
        message.CausationId.Should().BeNull();
        message.CorrelationId.Should().NotBe("c-1");
    }

    [Fact]
    public async Task Every_transaction_has_a_fresh_scope_that_knows_where_it_is()
    {
        var contexts = new List<ISubscriptionContext>();
        var definition = ADefinition.Of("s", "a", context =>
        {
            contexts.Add(context);
            return new TestScope(new Recorder());
        });
        await using var po = new TestPo { Subscriptions = [definition] };

        var running = po.Engine.RunSubscriptionAsync("s", CancellationToken.None);
        for (var i = 0; i < 3; i++)
        {
            await po.AppendAsync("a-1", new Added(i));
            await po.CatchUpAsync(po.Engine.Subscriptions["s"]);
        }

        contexts.Should().HaveCount(3).And.OnlyHaveUniqueItems();
        contexts.Should().OnlyContain(context => context.SubscriptionId == "s" && context.Source == A.Stream("a") && context.Attempt == 1);
        running.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task The_context_gives_the_transaction_of_the_store_and_none_after_the_end()
    {
        ISubscriptionContext? context = null;
        Exception? inside = null;
        var definition = ADefinition.Of("s", "a", given =>
        {
            context = given;
            return new TestScope(new Recorder(async (_, token) =>
                inside = await Xunit.Record.ExceptionAsync(() => given.GetTransactionAsync(token).AsTask())));
        });
        await using var po = new TestPo { Subscriptions = [definition] };
        await po.AppendAsync("a-1", new Added(1));
        _ = po.Engine.RunSubscriptionAsync("s", CancellationToken.None);
        await po.CatchUpAsync(po.Engine.Subscriptions["s"]);

        var after = () => context!.GetTransactionAsync(Token).AsTask();

        inside.Should().BeOfType<NotSupportedException>("the in-memory store has no database");
        await after.Should().ThrowAsync<InvalidOperationException>().WithMessage("*has ended*");
    }
}
