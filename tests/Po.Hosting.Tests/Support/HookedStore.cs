using System.Data.Common;

namespace Po.Hosting.Tests;

// An in-memory store that a test can make fail while it is made ready.
internal sealed class HookedStore(Action initializing) : IStore
{
    private readonly InMemoryStore _inner = new();

    public StoreCapabilities Capabilities => _inner.Capabilities;

    public ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        initializing();
        return _inner.InitializeAsync(cancellationToken);
    }

    public bool IsTransient(Exception exception) => exception is TimeoutException;

    public ValueTask<IStoreTransaction> BeginAsync(CancellationToken cancellationToken) => _inner.BeginAsync(cancellationToken);

    public IJoinedTransaction Join(DbTransaction transaction) => _inner.Join(transaction);

    public IJoinedTransaction Join(System.Transactions.Transaction transaction) => _inner.Join(transaction);

    public ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken) =>
        _inner.AppendAsync(request, cancellationToken);

    public ValueTask<IReadOnlyList<Record>> ReadStreamAsync(
        StreamId stream, PageRequest page, CancellationToken cancellationToken) =>
        _inner.ReadStreamAsync(stream, page, cancellationToken);

    public ValueTask<RecordPage> ReadGlobalAsync(StreamId source, PageRequest page, CancellationToken cancellationToken) =>
        _inner.ReadGlobalAsync(source, page, cancellationToken);

    public ValueTask<Record?> FindRecordAsync(Guid id, CancellationToken cancellationToken) =>
        _inner.FindRecordAsync(id, cancellationToken);

    public ValueTask<long> ReadLastNumberAsync(StreamId stream, CancellationToken cancellationToken) =>
        _inner.ReadLastNumberAsync(stream, cancellationToken);

    public ValueTask<long> ReadHorizonAsync(CancellationToken cancellationToken) => _inner.ReadHorizonAsync(cancellationToken);

    public ValueTask<long> ReadPositionAsync(string subscriptionId, CancellationToken cancellationToken) =>
        _inner.ReadPositionAsync(subscriptionId, cancellationToken);

    public ValueTask DeletePositionAsync(string subscriptionId, CancellationToken cancellationToken) =>
        _inner.DeletePositionAsync(subscriptionId, cancellationToken);

    public ValueTask<StoredSubscription?> ReadSubscriptionAsync(string subscriptionId, CancellationToken cancellationToken) =>
        _inner.ReadSubscriptionAsync(subscriptionId, cancellationToken);

    public ValueTask<IReadOnlyList<StoredSubscription>> ReadSubscriptionsAsync(CancellationToken cancellationToken) =>
        _inner.ReadSubscriptionsAsync(cancellationToken);

    public ValueTask<IReadOnlyList<ParkedMessage>> ReadParkedAsync(
        string subscriptionId, ParkedRequest request, CancellationToken cancellationToken) =>
        _inner.ReadParkedAsync(subscriptionId, request, cancellationToken);

    public ValueTask<IReadOnlyList<AuditEntry>> ReadAuditAsync(
        string? subscriptionId, long before, int maxCount, CancellationToken cancellationToken) =>
        _inner.ReadAuditAsync(subscriptionId, before, maxCount, cancellationToken);

    public ValueTask<Snapshot?> ReadSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken) =>
        _inner.ReadSnapshotAsync(stream, name, cancellationToken);

    public ValueTask SaveSnapshotAsync(Snapshot snapshot, CancellationToken cancellationToken) =>
        _inner.SaveSnapshotAsync(snapshot, cancellationToken);

    public ValueTask DeleteSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken) =>
        _inner.DeleteSnapshotAsync(stream, name, cancellationToken);
}
