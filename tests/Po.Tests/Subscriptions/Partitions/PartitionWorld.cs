using System.Collections.Concurrent;

namespace Po.Tests;

// Several processes on one store and one clock, and everything that their handlers are handed.
internal sealed class PartitionWorld : IAsyncDisposable
{
    private readonly List<TestPo> _processes = [];
    private readonly ConcurrentQueue<(string Process, Message Message)> _handled = new();

    public PartitionWorld() => Store = new InMemoryStore(Clock);

    public TestClock Clock { get; } = new();

    public IStore Store { get; }

    public ChannelProtocol Protocol { get; } = new();

    public Func<string, Message, CancellationToken, ValueTask>? Work { get; set; }

    public IReadOnlyList<(string Process, Message Message)> Handled => [.. _handled];

    public IEnumerable<int> Values => Handled.Select(handled => handled.Message.Value());

    /// <summary>A process that runs the subscription s on the group a.</summary>
    /// <param name="name">What it is called in what was handled.</param>
    /// <param name="options">How the subscription works.</param>
    /// <param name="store">Its way to the store.</param>
    /// <param name="handler">In place of the handler that notes what it is handed.</param>
    public async Task<(TestPo Po, ISubscription Subscription)> StartAsync(
        string name, SubscriptionOptions options, IStore? store = null, IMessageHandler? handler = null)
    {
        var po = Create(store);
        return (po, await po.SubscribeAsync("s", "a", handler ?? HandlerOf(name), options));
    }

    public TestPo Create(IStore? store = null)
    {
        var po = new TestPo { Store = store ?? Store, Clock = Clock, Protocol = Protocol };
        _processes.Add(po);
        return po;
    }

    public IHandler HandlerOf(string name) => Handler.Create(async (message, token) =>
    {
        if (Work is { } work)
        {
            await work(name, message, token);
        }

        _handled.Enqueue((name, message));
    });

    /// <summary>Appends to streams of their own, message by message, the values from first on.</summary>
    /// <param name="count">How many messages.</param>
    /// <param name="streams">To how many streams.</param>
    /// <param name="first">The first value.</param>
    public async Task AppendAsync(int count, int streams, int first = 1)
    {
        for (var i = 0; i < count; i++)
        {
            await Writer.AppendAsync($"a-{i % streams}", new Added(first + i));
        }
    }

    public async Task<IReadOnlyList<StoredSubscription>> RowsAsync() =>
        [.. (await Store.ReadSubscriptionsAsync(Token)).Where(row => row.Id != "s")];

    /// <summary>How many live leases each process has, by the size.</summary>
    public async Task<IReadOnlyList<int>> SharesAsync() =>
    [
        .. (await RowsAsync())
            .Where(row => row.Owner is not null && row.LeaseLeft > TimeSpan.Zero)
            .GroupBy(row => row.Owner)
            .Select(owner => owner.Count())
            .OrderDescending(),
    ];

    /// <summary>Each value once, and those of each stream in their order.</summary>
    /// <param name="count">How many values there are, from 1 on.</param>
    public void EachOnceInOrder(int count)
    {
        Values.Order().Should().Equal(Enumerable.Range(1, count));
        foreach (var stream in Handled.GroupBy(handled => handled.Message.Stream))
        {
            stream.Select(handled => handled.Message.Number).Should().BeInAscendingOrder();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }
    }

    private TestPo Writer => _writer ??= Create();

    private TestPo? _writer;
}
