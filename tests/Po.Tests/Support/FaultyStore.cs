using System.Collections.Concurrent;
using System.Data.Common;

namespace Po.Tests;

// A store whose calls can be counted, made to fail, and given something to do before and after.
internal sealed class FaultyStore(IStore? inner = null) : IStore
{
    private readonly ConcurrentDictionary<StoreCall, int> _counts = new();
    private readonly ConcurrentDictionary<StoreCall, ConcurrentQueue<Exception>> _faults = new();
    private int _openTransactions;

    public IStore Inner { get; set; } = inner ?? new InMemoryStore();

    public Func<StoreCall, ValueTask>? Before { get; set; }

    public Func<StoreCall, ValueTask>? After { get; set; }

    /// <summary>Where every call and every transaction takes a connection from, if they are limited.</summary>
    public SemaphoreSlim? Connections { get; init; }

    /// <summary>Whether it begins, locks and reads at once for a worker that expects something.</summary>
    public bool BeginsWithPage { get; init; }

    public int OpenTransactions => Volatile.Read(ref _openTransactions);

    public StoreCapabilities? OtherCapabilities { get; init; }

    public StoreCapabilities Capabilities => OtherCapabilities ?? Inner.Capabilities;

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
        OnConnection(StoreCall.Initialize, () => Inner.InitializeAsync(cancellationToken));

    public ValueTask<IStoreTransaction> BeginAsync(CancellationToken cancellationToken) =>
        Run<IStoreTransaction>(StoreCall.Begin, async () =>
        {
            await (Connections?.WaitAsync(cancellationToken) ?? Task.CompletedTask);
            Interlocked.Increment(ref _openTransactions);
            return new FaultyTransaction(this, await Inner.BeginAsync(cancellationToken));
        });

    public ValueTask<LockedPage?> TryBeginWithPageAsync(
        string subscriptionId, StreamId source, PageRequest page, CancellationToken cancellationToken) =>
        !BeginsWithPage ? new((LockedPage?)null) : Run<LockedPage?>(StoreCall.BeginWithPage, async () =>
        {
            Interlocked.Increment(ref _openTransactions);
            var inner = await Inner.BeginAsync(cancellationToken);
            var transaction = new FaultyTransaction(this, inner);
            try
            {
                return new LockedPage
                {
                    Transaction = transaction,
                    Position = await inner.TryLockPositionAsync(subscriptionId, cancellationToken),
                    Page = await Inner.ReadGlobalAsync(source, page, cancellationToken),
                };
            }
            catch
            {
                await transaction.DisposeAsync();
                throw;
            }
        });

    public ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken) =>
        OnConnection(StoreCall.Append, () => Inner.AppendAsync(request, cancellationToken));

    public IJoinedTransaction Join(DbTransaction transaction) => Inner.Join(transaction);

    public IJoinedTransaction Join(System.Transactions.Transaction transaction) => Inner.Join(transaction);

    public ValueTask<IReadOnlyList<Record>> ReadStreamAsync(StreamId stream, PageRequest page, CancellationToken cancellationToken) =>
        OnConnection(StoreCall.ReadStream, () => Inner.ReadStreamAsync(stream, page, cancellationToken));

    public ValueTask<RecordPage> ReadGlobalAsync(StreamId source, PageRequest page, CancellationToken cancellationToken) =>
        OnConnection(StoreCall.ReadGlobal, () => Inner.ReadGlobalAsync(source, page, cancellationToken));

    public ValueTask<Record?> FindRecordAsync(Guid id, CancellationToken cancellationToken) =>
        OnConnection(StoreCall.FindRecord, () => Inner.FindRecordAsync(id, cancellationToken));

    public ValueTask<long> ReadLastNumberAsync(StreamId stream, CancellationToken cancellationToken) =>
        OnConnection(StoreCall.ReadLastNumber, () => Inner.ReadLastNumberAsync(stream, cancellationToken));

    public ValueTask<long> ReadHorizonAsync(CancellationToken cancellationToken) =>
        OnConnection(StoreCall.ReadHorizon, () => Inner.ReadHorizonAsync(cancellationToken));

    public ValueTask<long> ReadPositionAsync(string subscriptionId, CancellationToken cancellationToken) =>
        OnConnection(StoreCall.ReadPosition, () => Inner.ReadPositionAsync(subscriptionId, cancellationToken));

    public ValueTask DeletePositionAsync(string subscriptionId, CancellationToken cancellationToken) =>
        OnConnection(StoreCall.DeletePosition, () => Inner.DeletePositionAsync(subscriptionId, cancellationToken));

    public ValueTask<StoredSubscription?> ReadSubscriptionAsync(string subscriptionId, CancellationToken cancellationToken) =>
        OnConnection(StoreCall.ReadSubscription, () => Inner.ReadSubscriptionAsync(subscriptionId, cancellationToken));

    public ValueTask<IReadOnlyList<StoredSubscription>> ReadSubscriptionsAsync(CancellationToken cancellationToken) =>
        OnConnection(StoreCall.ReadSubscriptions, () => Inner.ReadSubscriptionsAsync(cancellationToken));

    public ValueTask<IReadOnlyList<ParkedMessage>> ReadParkedAsync(
        string subscriptionId, ParkedRequest request, CancellationToken cancellationToken) =>
        OnConnection(StoreCall.ReadParked, () => Inner.ReadParkedAsync(subscriptionId, request, cancellationToken));

    public ValueTask<IReadOnlyList<AuditEntry>> ReadAuditAsync(
        string? subscriptionId, long before, int maxCount, CancellationToken cancellationToken) =>
        OnConnection(StoreCall.ReadAudit, () => Inner.ReadAuditAsync(subscriptionId, before, maxCount, cancellationToken));

    public ValueTask<Snapshot?> ReadSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken) =>
        OnConnection(StoreCall.ReadSnapshot, () => Inner.ReadSnapshotAsync(stream, name, cancellationToken));

    public ValueTask SaveSnapshotAsync(Snapshot snapshot, CancellationToken cancellationToken) =>
        OnConnection(StoreCall.SaveSnapshot, () => Inner.SaveSnapshotAsync(snapshot, cancellationToken));

    public ValueTask DeleteSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken) =>
        OnConnection(StoreCall.DeleteSnapshot, () => Inner.DeleteSnapshotAsync(stream, name, cancellationToken));

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

    public void TransactionEnded()
    {
        Interlocked.Decrement(ref _openTransactions);
        Connections?.Release();
    }

    private async ValueTask<T> OnConnection<T>(StoreCall call, Func<ValueTask<T>> inner)
    {
        await (Connections?.WaitAsync(Token) ?? Task.CompletedTask);
        try
        {
            return await Run(call, inner);
        }
        finally
        {
            Connections?.Release();
        }
    }

    private async ValueTask OnConnection(StoreCall call, Func<ValueTask> inner) => await OnConnection(call, async () =>
    {
        await inner();
        return true;
    });
}
