using System.Collections.Concurrent;

namespace Po.Tests;

// A store whose calls can be counted, made to fail, and given something to do before and after.
internal sealed class FaultyStore(IStore? inner = null) : IStore
{
    private readonly ConcurrentDictionary<StoreCall, int> _counts = new();
    private readonly ConcurrentDictionary<StoreCall, ConcurrentQueue<Exception>> _faults = new();

    public IStore Inner { get; set; } = inner ?? new InMemoryStore();

    public Func<StoreCall, ValueTask>? Before { get; set; }

    public Func<StoreCall, ValueTask>? After { get; set; }

    public StoreCapabilities Capabilities => Inner.Capabilities;

    public int Count(StoreCall call) => _counts.GetValueOrDefault(call);

    public void Fail(StoreCall call, Exception fault, int times = 1)
    {
        var faults = _faults.GetOrAdd(call, _ => new());
        for (var i = 0; i < times; i++)
        {
            faults.Enqueue(fault);
        }
    }

    public bool IsTransient(Exception exception) => exception is StoreAwayException;

    public ValueTask InitializeAsync(CancellationToken cancellationToken) =>
        Run(StoreCall.Initialize, () => Inner.InitializeAsync(cancellationToken));

    public ValueTask<IStoreTransaction> BeginAsync(CancellationToken cancellationToken) => Run<IStoreTransaction>(
        StoreCall.Begin, async () => new FaultyTransaction(this, await Inner.BeginAsync(cancellationToken)));

    public ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken) =>
        Run(StoreCall.Append, () => Inner.AppendAsync(request, cancellationToken));

    public ValueTask<IReadOnlyList<Record>> ReadStreamAsync(StreamId stream, PageRequest page, CancellationToken cancellationToken) =>
        Run(StoreCall.ReadStream, () => Inner.ReadStreamAsync(stream, page, cancellationToken));

    public ValueTask<RecordPage> ReadGlobalAsync(StreamId source, PageRequest page, CancellationToken cancellationToken) =>
        Run(StoreCall.ReadGlobal, () => Inner.ReadGlobalAsync(source, page, cancellationToken));

    public ValueTask<long> ReadLastNumberAsync(StreamId stream, CancellationToken cancellationToken) =>
        Run(StoreCall.ReadLastNumber, () => Inner.ReadLastNumberAsync(stream, cancellationToken));

    public ValueTask<long> ReadHorizonAsync(CancellationToken cancellationToken) =>
        Run(StoreCall.ReadHorizon, () => Inner.ReadHorizonAsync(cancellationToken));

    public ValueTask<long> ReadPositionAsync(string subscriptionId, CancellationToken cancellationToken) =>
        Run(StoreCall.ReadPosition, () => Inner.ReadPositionAsync(subscriptionId, cancellationToken));

    public ValueTask DeletePositionAsync(string subscriptionId, CancellationToken cancellationToken) =>
        Run(StoreCall.DeletePosition, () => Inner.DeletePositionAsync(subscriptionId, cancellationToken));

    public ValueTask<Snapshot?> ReadSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken) =>
        Run(StoreCall.ReadSnapshot, () => Inner.ReadSnapshotAsync(stream, name, cancellationToken));

    public ValueTask SaveSnapshotAsync(Snapshot snapshot, CancellationToken cancellationToken) =>
        Run(StoreCall.SaveSnapshot, () => Inner.SaveSnapshotAsync(snapshot, cancellationToken));

    public ValueTask DeleteSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken) =>
        Run(StoreCall.DeleteSnapshot, () => Inner.DeleteSnapshotAsync(stream, name, cancellationToken));

    public async ValueTask<T> Run<T>(StoreCall call, Func<ValueTask<T>> inner)
    {
        _counts.AddOrUpdate(call, 1, static (_, count) => count + 1);
        if (_faults.TryGetValue(call, out var faults) && faults.TryDequeue(out var fault))
        {
            throw fault;
        }

        if (Before is { } before)
        {
            await before(call);
        }

        var result = await inner();
        if (After is { } after)
        {
            await after(call);
        }

        return result;
    }

    public async ValueTask Run(StoreCall call, Func<ValueTask> inner) => await Run(call, async () =>
    {
        await inner();
        return true;
    });
}
