namespace Po.Tests;

public sealed class PartitionTests : IAsyncDisposable
{
    private readonly PartitionWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Keep_the_order_of_each_stream_and_handle_every_message_once()
    {
        await _world.AppendAsync(200, 100);

        var (po, subscription) = await _world.StartAsync("one", Split(8));
        await po.CatchUpAsync(subscription);

        _world.EachOnceInOrder(200);
        subscription.Partitions.Select(partition => partition.Id).Should().Equal(Enumerable.Range(0, 8).Select(i => $"s[{i}/8]"));
        subscription.Partitions.Should().OnlyContain(partition => partition.Name == "s" && partition.Position == 200);
        await Waiting.Until(() => subscription.State is SubscriptionState.CaughtUp, "every partition to rest");
        subscription.Should().BeEquivalentTo(new { Id = "s", Name = "s", Position = 200L, Lag = 0L });
        (await _world.RowsAsync()).Should().HaveCount(8);
    }

    [Theory]
    [InlineData(1, 80)]
    [InlineData(8, 10)]
    public async Task Take_a_fraction_of_the_time_where_the_handler_waits(int count, int ticks)
    {
        var (waiting, handled, tick) = (0, 0, TimeSpan.FromMilliseconds(5));
        _world.Work = async (_, _, token) =>
        {
            var passed = Task.Delay(tick, _world.Clock, token);
            Interlocked.Increment(ref waiting);
            await passed;
            Interlocked.Increment(ref handled);
        };
        var writer = _world.Create();
        for (var partition = 0; partition < 8; partition++)
        {
            var stream = Enumerable.Range(0, 1_000).First(i => PartitionHash.IndexOf($"{i}", 8) == partition);
            await writer.AppendAsync($"a-{stream}", A.Messages((partition * 10) + 1, (partition + 1) * 10));
        }

        await _world.StartAsync("one", Split(count));
        var started = _world.Clock.GetTimestamp();
        while (handled < 80)
        {
            await Waiting.Until(() => waiting == count, $"{count} handlers at once");
            waiting = 0;
            var before = handled;
            _world.Clock.Advance(tick);
            await Waiting.Until(() => handled == before + count, "them to end");
        }

        _world.Clock.GetElapsedTime(started).Should().Be(ticks * tick);
        _world.EachOnceInOrder(80);
    }

    [Fact]
    public async Task Work_at_the_same_time()
    {
        var (running, allRun, mayEnd) = (0, Signal(), Signal());
        _world.Work = async (_, _, token) =>
        {
            if (Interlocked.Increment(ref running) == 8)
            {
                allRun.TrySetResult();
            }

            await mayEnd.Task.WaitAsync(token);
        };
        await _world.AppendAsync(160, 80);

        var (po, subscription) = await _world.StartAsync("one", Split(8));
        await _world.Clock.DriveAsync(allRun.Task, "all partitions to be in their handlers at once");
        running.Should().Be(8);

        mayEnd.SetResult();
        await po.CatchUpAsync(subscription);
        _world.EachOnceInOrder(160);
    }

    [Fact]
    public async Task Keep_the_order_of_the_keys_that_the_application_chooses()
    {
        await _world.AppendAsync(100, 10);
        var options = Split(4);
        options.PartitionBy = message => $"{message.Value() % 3}";

        var (po, subscription) = await _world.StartAsync("one", options);
        await po.CatchUpAsync(subscription);

        _world.Values.Should().BeEquivalentTo(Enumerable.Range(1, 100));
        foreach (var key in _world.Values.GroupBy(value => value % 3))
        {
            key.Should().BeInAscendingOrder();
        }
    }

    [Fact]
    public async Task A_key_that_cannot_be_told_fails_everywhere_and_is_handled_once_when_it_can()
    {
        await _world.AppendAsync(10, 10);
        var isBroken = true;
        var options = Split(3);
        options.MaxAttempts = 2;
        options.OnFailure = FailurePolicy.ParkStream;
        options.PartitionBy = message => message.Value() == 4 && isBroken ? throw new FormatException("No key.") : $"{message.Value()}";

        var (po, subscription) = await _world.StartAsync("one", options);
        await po.CatchUpAsync(subscription);
        var admin = new PoAdmin(po.Engine);
        (await admin.ReadParkedAsync("s", cancellationToken: Token).CountAsync(Token)).Should().Be(3);
        _world.Values.Distinct().Should().HaveCount(9).And.NotContain(4);

        isBroken = false;
        (await admin.ReplayParkedAsync("s", cancellationToken: Token)).Should().Be(3);
        await _world.Clock.DriveAsync(NothingParkedAsync(), "the replay");

        _world.Values.Distinct().Should().BeEquivalentTo(Enumerable.Range(1, 10));
        _world.Values.Should().ContainSingle(value => value == 4);

        async Task NothingParkedAsync()
        {
            while (await admin.ReadParkedAsync("s", cancellationToken: Token).CountAsync(Token) > 0)
            {
                await Task.Yield();
            }
        }
    }

    [Theory]
    [InlineData(FailurePolicy.ParkStream)]
    [InlineData(FailurePolicy.Skip)]
    [InlineData(FailurePolicy.Pause)]
    public async Task A_failure_concerns_its_partition_alone(FailurePolicy policy)
    {
        _world.Work = (_, message, _) => message.Value() == 5 ? throw new FormatException("Not liked.") : ValueTask.CompletedTask;
        await _world.AppendAsync(40, 20);
        var options = Split(4);
        options.MaxAttempts = 2;
        options.OnFailure = policy;

        var (po, subscription) = await _world.StartAsync("one", options);
        if (policy is FailurePolicy.Pause)
        {
            var failure = await po.PauseAsync(subscription);
            var failed = $"s[{PartitionHash.IndexOf("4", 4)}/4]";
            failure.SubscriptionId.Should().Be(failed);
            await _world.Clock.DriveAsync(OthersAsync(), "the other partitions");
            subscription.State.Should().Be(SubscriptionState.Paused);
            subscription.LastError.Should().BeOfType<FormatException>();
            await new PoAdmin(po.Engine).SkipAsync("s", 5, cancellationToken: Token);
            await _world.Clock.DriveAsync(GoesOnAsync(), "the partition to go on");
        }

        await po.CatchUpAsync(subscription);

        var waits = policy is FailurePolicy.ParkStream ? (int[])[5, 25] : [5];
        _world.Values.Distinct().Should().BeEquivalentTo(Enumerable.Range(1, 40).Except(waits));

        async Task GoesOnAsync()
        {
            while (subscription.State is SubscriptionState.Paused)
            {
                await Task.Yield();
            }
        }

        async Task OthersAsync()
        {
            while (subscription.Partitions.Count(partition => partition.Position == 40) < 3)
            {
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Batches_filters_and_a_place_to_begin_work_in_partitions()
    {
        var writer = _world.Create();
        await _world.AppendAsync(10, 5);
        await writer.AppendAsync("a-1", new Removed(100));
        await _world.AppendAsync(30, 10, first: 11);
        var handler = new Batches();
        var options = Split(3);
        options.StartAfter = 10;
        options.MessageTypes.Add("added");

        var (po, subscription) = await _world.StartAsync("one", options, handler: handler);
        await po.CatchUpAsync(subscription);

        handler.Values.Should().BeEquivalentTo(Enumerable.Range(11, 30));
        handler.Largest.Should().BeGreaterThan(1);
        subscription.Position.Should().Be(41);
    }

    [Fact]
    public async Task A_detached_subscription_leases_each_of_its_partitions()
    {
        await _world.AppendAsync(60, 30);
        var options = Split(4);
        options.Mode = SubscriptionMode.Detached;

        var (po, subscription) = await _world.StartAsync("one", options);
        await po.CatchUpAsync(subscription);

        _world.Values.Distinct().Should().BeEquivalentTo(Enumerable.Range(1, 60));
        (await _world.RowsAsync()).Should().HaveCount(4).And.OnlyContain(row => row.Owner == po.Engine.InstanceId);
        await po.DisposeAsync();
        (await _world.RowsAsync()).Should().OnlyContain(row => row.Owner == null, "a process gives back what it has when it stops");
    }

    [Fact]
    public async Task A_handler_is_told_the_name_of_the_subscription()
    {
        await _world.AppendAsync(3, 3);
        var names = new System.Collections.Concurrent.ConcurrentBag<string>();
        await using var po = new TestPo
        {
            Store = _world.Store,
            Clock = _world.Clock,
            Subscriptions = [ADefinition.Of("s", "a", context => Noted(context), Split(2))],
        };

        var running = po.Engine.RunSubscriptionAsync("s", Token);
        await po.CatchUpAsync(po.Engine.Subscriptions["s"]);

        names.Distinct().Should().Equal("s");
        running.IsCompleted.Should().BeFalse();

        IHandlerScope Noted(ISubscriptionContext context)
        {
            names.Add(context.SubscriptionId);
            return new TestScope(_world.HandlerOf("one"));
        }
    }

    [Fact]
    public async Task Somebody_elsewhere_waits_for_all_of_them()
    {
        await _world.StartAsync("one", Split(4));
        await _world.AppendAsync(20, 20);
        var elsewhere = _world.Create();

        await _world.Clock.DriveAsync(elsewhere.Engine.WaitForAsync("s", 20, Timeout.InfiniteTimeSpan, Token), "every partition");

        _world.EachOnceInOrder(20);
    }

    [Fact]
    public async Task An_idle_process_asks_as_little_as_with_one()
    {
        var store = new FaultyStore(_world.Store);
        await _world.AppendAsync(20, 20);
        var (po, subscription) = await _world.StartAsync("one", Split(8), store);
        await po.CatchUpAsync(subscription);
        await _world.Clock.DriveAsync(AllStoredAsync(), "every position to be stored");
        for (var i = 0; i < 100; i++)
        {
            _world.Clock.Advance(await _world.Clock.NextDelayAsync("the next poll"));
        }

        var (looks, begun, started) = (Looks(), store.Count(StoreCall.Begin), _world.Clock.GetTimestamp());
        for (var i = 0; i < 400; i++)
        {
            _world.Clock.Advance(await _world.Clock.NextDelayAsync("the next poll"));
        }

        var seconds = _world.Clock.GetElapsedTime(started).TotalSeconds;
        ((Looks() - looks) / seconds).Should().BeLessThan(1);
        store.Count(StoreCall.Begin).Should().Be(begun);

        async Task AllStoredAsync()
        {
            while ((await _world.RowsAsync()).Count(row => row.Position == 20) < 8)
            {
                await Task.Yield();
            }
        }

        int Looks() => store.Count(StoreCall.ReadHorizon) + store.Count(StoreCall.ReadGlobal) + store.Count(StoreCall.ReadSubscription)
            + store.Count(StoreCall.ReadSubscriptions);
    }

    [Fact]
    public async Task An_id_of_that_form_is_refused_and_a_number_out_of_range_too()
    {
        await using var po = new TestPo();

        var taken = () => po.SubscribeAsync("s[0/2]", "a", new Recorder()).AsTask();
        var none = () => po.SubscribeAsync("s", "a", new Recorder(), Split(0)).AsTask();
        var many = () => po.SubscribeAsync("s", "a", new Recorder(), Split(1_025)).AsTask();
        var tooLong = () => po.SubscribeAsync(new string('s', 196), "a", new Recorder(), Split(2)).AsTask();

        await taken.Should().ThrowAsync<PoConfigurationException>().WithMessage("*'s[0/2]'*");
        await none.Should().ThrowAsync<PoConfigurationException>().WithMessage("*Partitions is from 1 to 1024*");
        await many.Should().ThrowAsync<PoConfigurationException>().WithMessage("*Partitions is from 1 to 1024*");
        await tooLong.Should().ThrowAsync<PoConfigurationException>().WithMessage("*200 characters*");
    }

    [Fact]
    public async Task One_object_cannot_keep_the_state_of_several_partitions()
    {
        await _world.AppendAsync(20, 20);
        await using var po = new TestPo { Store = _world.Store, Clock = _world.Clock, StateSerializer = new JsonStateSerializer(new() { TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver() }) };
        var options = Split(2);
        options.MaxAttempts = 1;

        var subscription = await po.SubscribeAsync("s", "a", new Totals(), options);
        var failure = await po.PauseAsync(subscription);

        failure.InnerException.Should().BeOfType<StateLostException>();
    }

    // The clock of these tests runs ahead of handlers.
    private static SubscriptionOptions Split(int partitions) => new() { Partitions = partitions, HandlerTimeout = TestClock.Long };

    private sealed class Batches : IBatchHandler
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<int> _values = new();
        private int _largest;

        public IEnumerable<int> Values => _values;

        public int Largest => _largest;

        public ValueTask HandleAsync(IReadOnlyList<Message> messages, CancellationToken cancellationToken)
        {
            _largest = Math.Max(_largest, messages.Count);
            foreach (var message in messages)
            {
                _values.Enqueue(message.Value());
            }

            return ValueTask.CompletedTask;
        }
    }
}
