namespace Po.Tests;

// S41: a read model is rebuilt while it is live. Whatever fails in between, each message is in the content exactly once.
public class RebuildSeamTests
{
    [Theory]
    [InlineData(1, 25)]
    [InlineData(2, 25)]
    [InlineData(3, 25)]
    [InlineData(4, 25)]
    public async Task There_is_no_gap_and_no_double_at_the_seam_whatever_fails(int seed, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            await RunAsync((seed * 1_000) + round);
        }
    }

    // Each call of a rebuild fails once, before it is made or after it, in a run of its own.
    [Theory]
    [InlineData(StoreCall.ReadAudit)]
    [InlineData(StoreCall.Begin)]
    [InlineData(StoreCall.LockPosition)]
    [InlineData(StoreCall.ReadGlobal)]
    [InlineData(StoreCall.ReadSubscription)]
    [InlineData(StoreCall.ReadHorizon)]
    [InlineData(StoreCall.ReadSnapshot)]
    [InlineData(StoreCall.SaveSnapshot)]
    [InlineData(StoreCall.SetPosition)]
    [InlineData(StoreCall.DeleteAnother)]
    [InlineData(StoreCall.Unpark)]
    [InlineData(StoreCall.AddAudit)]
    [InlineData(StoreCall.Commit)]
    public async Task There_is_none_if_any_one_call_fails(StoreCall failing)
    {
        var failed = true;
        for (var skip = 0; failed && skip < 200; skip++)
        {
            foreach (var after in new[] { false, true })
            {
                failed = await RunOnceAsync(failing, skip, after);
            }
        }

        failed.Should().BeFalse("every call had its turn");
    }

    private static async Task<bool> RunOnceAsync(StoreCall failing, int skip, bool after)
    {
        var clock = new TestClock();
        var store = new FaultyStore(new InMemoryStore(clock));
        await using var it = new ShelfPo { Store = store, Clock = clock };
        await it.Po.AppendAsync("a-1", A.Messages(1, 7));
        await it.StartLiveAsync();
        var left = skip;
        var rebuild = await it.RebuildAsync("v2", pageSize: 3);
        var seam = new Seam(it, rebuild);
        async ValueTask FailAsync(StoreCall call, bool isAfter)
        {
            await seam.RunAheadAsync(call, isAfter);
            if (call == failing && isAfter == after && Interlocked.Decrement(ref left) == -1)
            {
                throw new StoreAwayException();
            }
        }

        store.Before = call => FailAsync(call, isAfter: false);
        store.After = call => FailAsync(call, isAfter: true);
        await it.CompleteAsync(rebuild);
        (store.Before, store.After) = (null, null);
        await it.Po.AppendAsync("a-1", A.Messages(8, 9));
        await it.Po.CatchUpAsync(it.Live);

        var count = seam.HasRunAhead ? 10 : 9;
        (await it.ReadLiveAsync()).Should().Equal(Enumerable.Range(1, count).Select(number => (long)number), "{0} has failed, the {1}. of its calls", failing, skip + 1);
        return left < 0;
    }

    private static async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        var gate = new Lock();
        var clock = new TestClock();
        var inner = new InMemoryStore(clock);
        var store = new FaultyStore(inner);
        var isOff = true;
        ValueTask FailAsync(StoreCall call)
        {
            lock (gate)
            {
                return isOff || random.Next(15) > 0 ? ValueTask.CompletedTask : ValueTask.FromException(new StoreAwayException());
            }
        }

        await using var it = new ShelfPo { Store = store, Clock = clock };
        await using var appender = new TestPo { Store = inner, Clock = clock };
        var count = random.Next(1, 30);
        await appender.AppendAsync("a-1", A.Messages(1, count));
        var live = it.StartLiveAsync();
        (store.Before, store.After, isOff) = (FailAsync, FailAsync, false);

        var completed = false;
        for (var life = 0; !completed; life++)
        {
            // A process of its own for each life, so that nothing is remembered but what is stored.
            await using var process = new ShelfPo { Store = store, Clock = clock };
            var rebuild = await StartAsync(process, random.Next(1, 8), clock);
            var messages = random.Next(0, 6);
            for (var i = 0; i < messages; i++)
            {
                await appender.AppendAsync($"a-{random.Next(1, 4)}", new Added(++count));
                await Task.Yield();
            }

            if (life < 3 && random.Next(2) == 0)
            {
                await clock.DriveAsync(rebuild.DisposeAsync(), "the rebuild to stop");
                completed = rebuild.State is RebuildState.Completed;
                continue;
            }

            await it.CompleteAsync(rebuild);
            completed = true;
        }

        lock (gate)
        {
            isOff = true;
        }

        await appender.AppendAsync("a-1", new Added(++count));
        await clock.DriveAsync(live, "the live subscription to start");
        await it.Po.CatchUpAsync(it.Live);

        (await Shelf.LiveAsync(inner)).Should().Be("v2", "seed {0}", seed);
        (await it.ReadLiveAsync()).Should().Equal(Enumerable.Range(1, count).Select(number => (long)number), "seed {0}", seed);
    }

    // What fails before it is begun is for the caller to repeat.
    private static async Task<IRebuild> StartAsync(ShelfPo process, int pageSize, TestClock clock)
    {
        while (true)
        {
            try
            {
                return await process.RebuildAsync("v2", pageSize);
            }
            catch (StoreAwayException)
            {
                clock.Advance(TimeSpan.FromMilliseconds(1));
            }
        }
    }

    // Lets the live subscription handle a message that the shadow has not, once, between the end of the shadow and the lock of the switch.
    private sealed class Seam(ShelfPo it, IRebuild rebuild)
    {
        private int _hasRunAhead;

        public bool HasRunAhead => Volatile.Read(ref _hasRunAhead) == 1;

        public async ValueTask RunAheadAsync(StoreCall call, bool isAfter)
        {
            if (!isAfter
                && call is StoreCall.LockPosition
                && rebuild.State is RebuildState.Switching
                && Interlocked.Exchange(ref _hasRunAhead, 1) == 0)
            {
                var appended = await it.Po.AppendAsync("a-2", new Added(100));
                await it.Live.WaitForAsync(appended.LastGlobalNumber, Token);
            }
        }
    }
}
