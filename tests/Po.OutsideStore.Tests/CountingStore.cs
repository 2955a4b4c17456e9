using System.Data.Common;
using System.Transactions;
using Po;
using Record = Po.Record;

namespace OutsideStore;

/// <summary>A store around another one that counts what is appended.</summary>
/// <param name="inner">The other one.</param>
public sealed class CountingStore(IStore inner) : IStore
{
    private long _appended;

    /// <summary>How many records were appended outside of transactions.</summary>
    public long Appended => Interlocked.Read(ref _appended);

    public StoreCapabilities Capabilities => inner.Capabilities;

    public async ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        var result = await inner.AppendAsync(request, cancellationToken);
        Interlocked.Add(ref _appended, result.Count);
        return result;
    }

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => inner.InitializeAsync(cancellationToken);

    public ValueTask<IStoreTransaction> BeginAsync(CancellationToken cancellationToken) => inner.BeginAsync(cancellationToken);

    public IJoinedTransaction Join(DbTransaction transaction) => inner.Join(transaction);

    public IJoinedTransaction Join(Transaction transaction) => inner.Join(transaction);

    public bool IsTransient(Exception exception) => inner.IsTransient(exception);

    public ValueTask<IReadOnlyList<Record>> ReadStreamAsync(StreamId stream, PageRequest page, CancellationToken cancellationToken) =>
        inner.ReadStreamAsync(stream, page, cancellationToken);

    public ValueTask<RecordPage> ReadGlobalAsync(StreamId source, PageRequest page, CancellationToken cancellationToken) =>
        inner.ReadGlobalAsync(source, page, cancellationToken);

    public ValueTask<Record?> FindRecordAsync(Guid id, CancellationToken cancellationToken) => inner.FindRecordAsync(id, cancellationToken);

    public ValueTask<long> ReadLastNumberAsync(StreamId stream, CancellationToken cancellationToken) =>
        inner.ReadLastNumberAsync(stream, cancellationToken);

    public ValueTask<long> ReadHorizonAsync(CancellationToken cancellationToken) => inner.ReadHorizonAsync(cancellationToken);

    public ValueTask<long> ReadPositionAsync(string subscriptionId, CancellationToken cancellationToken) =>
        inner.ReadPositionAsync(subscriptionId, cancellationToken);

    public ValueTask DeletePositionAsync(string subscriptionId, CancellationToken cancellationToken) =>
        inner.DeletePositionAsync(subscriptionId, cancellationToken);

    public ValueTask<StoredSubscription?> ReadSubscriptionAsync(string subscriptionId, CancellationToken cancellationToken) =>
        inner.ReadSubscriptionAsync(subscriptionId, cancellationToken);

    public ValueTask<IReadOnlyList<StoredSubscription>> ReadSubscriptionsAsync(CancellationToken cancellationToken) =>
        inner.ReadSubscriptionsAsync(cancellationToken);

    public ValueTask<IReadOnlyList<ParkedMessage>> ReadParkedAsync(
        string subscriptionId, ParkedRequest request, CancellationToken cancellationToken) =>
        inner.ReadParkedAsync(subscriptionId, request, cancellationToken);

    public ValueTask<IReadOnlyList<AuditEntry>> ReadAuditAsync(
        string? subscriptionId, long before, int maxCount, CancellationToken cancellationToken) =>
        inner.ReadAuditAsync(subscriptionId, before, maxCount, cancellationToken);

    public ValueTask<Snapshot?> ReadSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken) =>
        inner.ReadSnapshotAsync(stream, name, cancellationToken);

    public ValueTask SaveSnapshotAsync(Snapshot snapshot, CancellationToken cancellationToken) =>
        inner.SaveSnapshotAsync(snapshot, cancellationToken);

    public ValueTask DeleteSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken) =>
        inner.DeleteSnapshotAsync(stream, name, cancellationToken);
}
