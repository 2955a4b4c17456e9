using Microsoft.Extensions.DependencyInjection;

namespace Po.Tests;

// Processes that share the partitions of one subscription under load. Each has a way of its own to the store, which can be cut: then it has vanished
// for everybody else.
internal sealed class PartitionLedger : IAsyncDisposable
{
    private const int Streams = 40;

    private readonly List<Process> _processes = [];
    private readonly InMemoryStore _store;
    private readonly ChannelProtocol _protocol = new();
    private readonly TestPo _writer;
    private readonly Random _random = new(11);
    private int _appended;
    private int _handled;

    public PartitionLedger()
    {
        _store = new InMemoryStore(Clock);
        _writer = new TestPo { Store = _store, Clock = Clock, Protocol = _protocol };
    }

    public TestClock Clock { get; } = new();

    public SubscriptionOptions Options { get; } = new() { Partitions = 8, PageSize = 20, TransactionTime = TimeSpan.FromMilliseconds(50), HandlerTimeout = TestClock.Long };

    public int Appended => _appended;

    public IPo Writer => _writer.Engine;

    public IPoAdmin Admin => new PoAdmin(_writer.Engine);

    public InMemoryStore Store => _store;

    public FaultyStore NewWay() => new(_store);

    /// <summary>Starts a process.</summary>
    /// <param name="registry">What it can read; what everybody writes by default.</param>
    public async Task<Process> StartAsync(IRegistry? registry = null)
    {
        var process = new Process(this, registry ?? A.Registry(po => po.AddMessage<Added>("added").AddMessage<Removed>("removed")));
        _processes.Add(process);
        await process.StartAsync();
        return process;
    }

    /// <summary>Appends, and lets time pass, until something is so.</summary>
    /// <param name="condition">What is to be so.</param>
    /// <param name="what">The same in words.</param>
    /// <param name="streams">To which streams; to all by default.</param>
    public async Task LoadUntilAsync(Func<Task<bool>> condition, string what, IReadOnlyList<int>? streams = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Waiting.ThrowIfOver(started, $"{what}; the shares are {string.Join(", ", await SharesAsync())}");
            for (var i = 0; i < 4 && _appended - Volatile.Read(ref _handled) < 100; i++)
            {
                _appended++;
                await _writer.AppendAsync($"a-{(streams is null ? _random.Next(Streams) : streams[_random.Next(streams.Count)])}", new Added(_appended));
            }

            await PassAsync();
        }
    }

    /// <summary>
    /// Appends to each partition what only a newer release can read, one after the other is handled, while the other partitions have work to do.
    /// </summary>
    public async Task AppendNewerAsync()
    {
        var partitions = Enumerable.Range(0, Streams).ToLookup(stream => PartitionHash.IndexOf($"{stream}", Options.Partitions));
        foreach (var partition in partitions)
        {
            _appended++;
            var newer = await _store.AppendStoredAsync($"a-{partition.First()}", ("removed@2", $$"""{"value":{{_appended}}}"""));
            var handled = _writer.Engine.WaitForAsync("s", newer.LastGlobalNumber, Timeout.InfiniteTimeSpan, Token).AsTask();
            int[] others = [.. partitions.Where(other => other != partition).SelectMany(other => other)];
            await LoadUntilAsync(() => Task.FromResult(handled.IsCompleted), $"the newer message of partition {partition.Key} to be handled", others);
        }
    }

    /// <summary>Lets a little time pass, and everybody do what that makes him do.</summary>
    public async Task PassAsync()
    {
        for (var i = 0; i < 20 || (i < 200 && ThreadPool.PendingWorkItemCount > 0); i++)
        {
            await Task.Yield();
        }

        Clock.Advance(TimeSpan.FromMilliseconds(50));
    }

    public async Task CatchUpAsync()
    {
        var last = await _store.ReadHorizonAsync(Token);
        var waiting = _writer.Engine.WaitForAsync("s", last, Timeout.InfiniteTimeSpan, Token).AsTask();
        var started = TimeProvider.System.GetTimestamp();
        while (!waiting.IsCompleted)
        {
            Waiting.ThrowIfOver(started, "everything to be handled");
            await PassAsync();
        }

        await waiting;
    }

    public async Task<IReadOnlyList<StoredSubscription>> RowsAsync() =>
        [.. (await _store.ReadSubscriptionsAsync(Token)).Where(row => row.Id != "s")];

    /// <summary>How many live leases each process has, the most first.</summary>
    public async Task<int[]> SharesAsync() =>
    [
        .. (await RowsAsync())
            .Where(row => row.Owner is not null && row.LeaseLeft > TimeSpan.Zero)
            .GroupBy(row => row.Owner)
            .Select(owner => owner.Count())
            .OrderDescending(),
    ];

    public async Task<int> CountAsync() => (await DoneAsync()).Count;

    public async Task EachOnceInOrderAsync()
    {
        var done = await DoneAsync();
        var values = done.ConvertAll(message => message.Value());
        values.Order().Should().Equal(Enumerable.Range(1, _appended));
        foreach (var stream in done.GroupBy(message => message.Stream))
        {
            stream.Select(message => message.Value()).Should().BeInAscendingOrder();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.StopAsync();
        }

        await _writer.DisposeAsync();
    }

    private async Task<List<Message>> DoneAsync() => await _writer.Engine.ReadAsync(A.Stream("done"), cancellationToken: Token).ToListAsync();

    internal sealed class Process(PartitionLedger ledger, IRegistry registry)
    {
        private readonly FaultyStore _way = new(ledger._store);
        private bool _isStopped;

        public TestPo Po { get; private set; } = null!;

        public ISubscription Subscription { get; private set; } = null!;

        public string InstanceId => Po.Engine.InstanceId;

        /// <summary>Whether nothing of it reaches the store any more.</summary>
        public bool IsAway { get; set; }

        public async Task StartAsync()
        {
            _way.Before = _ => IsAway ? throw new StoreAwayException() : ValueTask.CompletedTask;
            Po = new TestPo { Store = _way, Clock = ledger.Clock, Protocol = ledger._protocol, Registry = registry };
            Subscription = await Po.SubscribeAsync(
                "s",
                "a",
                new Recorder(async (message, token) =>
                {
                    // In detached mode an effect may be repeated, and its id makes the repetition nothing. In transactional mode each would be seen.
                    var done = new NewMessage(new Added(message.Value())) { Id = ledger.Options.Mode is SubscriptionMode.Detached ? IdAfter(message.Id) : null };
                    await Po.Engine.AppendAsync(A.Stream($"done-{message.Stream.Entity}"), done, cancellationToken: token);
                    Interlocked.Increment(ref ledger._handled);
                }),
                ledger.Options);
        }

        public async Task StopAsync()
        {
            if (!_isStopped)
            {
                _isStopped = true;
                await Po.DisposeAsync();
            }
        }

        private static Guid IdAfter(Guid id)
        {
            var bytes = id.ToByteArray();
            bytes[^1] ^= 0xff;
            return new Guid(bytes);
        }
    }
}
