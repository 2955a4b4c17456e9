namespace Po.Testing;

// A transaction of the application in which calls fail to order. What it has written before is not known, so nobody gets in between.
internal sealed class FaultyJoinedTransaction(FaultyStore store, IJoinedTransaction inner) : IJoinedTransaction
{
    public ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken) =>
        store.AppendAsync(inner, request, isFirst: false, cancellationToken);

    public ValueTask<IReadOnlyList<Record>> ReadStreamAsync(StreamId stream, PageRequest page, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.ReadStreamAsync(stream, page, cancellationToken));

    public ValueTask<RecordPage> ReadGlobalAsync(StreamId source, PageRequest page, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.ReadGlobalAsync(source, page, cancellationToken));

    public ValueTask<Record?> FindRecordAsync(Guid id, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.FindRecordAsync(id, cancellationToken));

    public ValueTask<long> ReadLastNumberAsync(StreamId stream, CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.ReadLastNumberAsync(stream, cancellationToken));

    public ValueTask<long> ReadHorizonAsync(CancellationToken cancellationToken) =>
        store.RunAsync(() => inner.ReadHorizonAsync(cancellationToken));
}
