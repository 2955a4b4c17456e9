using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;

namespace Po.Testing;

// A store that fails to order, and whose calls are counted. Everything else it leaves to the store that it stands for.
internal sealed class FaultyStore(
    IStore inner, bool isOwned, PoTestFaults faults, Pulse pulse, TimeProvider clock, Func<IRegistry> registry)
    : IStore, IHorizonWatch, IAsyncDisposable, IDisposable
{
    /// <summary>The store without its faults.</summary>
    public IStore Inner => inner;

    public StoreCapabilities Capabilities => inner.Capabilities;

    public TimeSpan HeldBackFor => (inner as IHorizonWatch)?.HeldBackFor ?? TimeSpan.Zero;

    public HorizonBlocker? Blocker => (inner as IHorizonWatch)?.Blocker;

    public bool IsTransient(Exception exception) => PoTestFaults.IsOrdered(exception) || inner.IsTransient(exception);

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => RunAsync(() => inner.InitializeAsync(cancellationToken));

    public ValueTask<IStoreTransaction> BeginAsync(CancellationToken cancellationToken) => RunAsync<IStoreTransaction>(async () =>
        new FaultyTransaction(this, await inner.BeginAsync(cancellationToken).ConfigureAwait(false), faults));

    public ValueTask<LockedPage?> TryBeginWithPageAsync(
        string subscriptionId, StreamId source, PageRequest page, CancellationToken cancellationToken) => RunAsync(async () =>
        {
            var locked = await inner.TryBeginWithPageAsync(subscriptionId, source, page, cancellationToken).ConfigureAwait(false);
            return locked is null ? null : locked with
            {
                Transaction = new FaultyTransaction(this, locked.Transaction, faults)
                {
                    LockedId = locked.Position is null ? null : subscriptionId,
                },
            };
        });

    public IJoinedTransaction Join(DbTransaction transaction) => new FaultyJoinedTransaction(this, inner.Join(transaction));

    public IJoinedTransaction Join(System.Transactions.Transaction transaction) => new FaultyJoinedTransaction(this, inner.Join(transaction));

    public ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken) =>
        AppendAsync(inner, request, isFirst: true, cancellationToken);

    public ValueTask<IReadOnlyList<Record>> ReadStreamAsync(StreamId stream, PageRequest page, CancellationToken cancellationToken) =>
        RunAsync(() => inner.ReadStreamAsync(stream, page, cancellationToken));

    public ValueTask<RecordPage> ReadGlobalAsync(StreamId source, PageRequest page, CancellationToken cancellationToken) =>
        RunAsync(() => inner.ReadGlobalAsync(source, page, cancellationToken));

    public ValueTask<Record?> FindRecordAsync(Guid id, CancellationToken cancellationToken) =>
        RunAsync(() => inner.FindRecordAsync(id, cancellationToken));

    public ValueTask<long> ReadLastNumberAsync(StreamId stream, CancellationToken cancellationToken) =>
        RunAsync(() => inner.ReadLastNumberAsync(stream, cancellationToken));

    public ValueTask<long> ReadHorizonAsync(CancellationToken cancellationToken) =>
        RunAsync(() => inner.ReadHorizonAsync(cancellationToken));

    public ValueTask<long> ReadPositionAsync(string subscriptionId, CancellationToken cancellationToken) =>
        RunAsync(() => inner.ReadPositionAsync(subscriptionId, cancellationToken));

    public ValueTask DeletePositionAsync(string subscriptionId, CancellationToken cancellationToken) =>
        RunAsync(() => inner.DeletePositionAsync(subscriptionId, cancellationToken));

    public ValueTask<StoredSubscription?> ReadSubscriptionAsync(string subscriptionId, CancellationToken cancellationToken) =>
        RunAsync(() => inner.ReadSubscriptionAsync(subscriptionId, cancellationToken));

    public ValueTask<IReadOnlyList<StoredSubscription>> ReadSubscriptionsAsync(CancellationToken cancellationToken) =>
        RunAsync(() => inner.ReadSubscriptionsAsync(cancellationToken));

    public ValueTask<IReadOnlyList<ParkedMessage>> ReadParkedAsync(
        string subscriptionId, ParkedRequest request, CancellationToken cancellationToken) =>
        RunAsync(() => inner.ReadParkedAsync(subscriptionId, request, cancellationToken));

    public ValueTask<IReadOnlyList<AuditEntry>> ReadAuditAsync(
        string? subscriptionId, long before, int maxCount, CancellationToken cancellationToken) =>
        RunAsync(() => inner.ReadAuditAsync(subscriptionId, before, maxCount, cancellationToken));

    public ValueTask<Snapshot?> ReadSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken) =>
        RunAsync(() => inner.ReadSnapshotAsync(stream, name, cancellationToken));

    public ValueTask SaveSnapshotAsync(Snapshot snapshot, CancellationToken cancellationToken) =>
        RunAsync(() => inner.SaveSnapshotAsync(snapshot, cancellationToken));

    public ValueTask DeleteSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken) =>
        RunAsync(() => inner.DeleteSnapshotAsync(stream, name, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        if (isOwned && inner is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync().ConfigureAwait(false);
        }
        else if (isOwned)
        {
            (inner as IDisposable)?.Dispose();
        }
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Appends, after somebody who is faster if a test has ordered one.</summary>
    /// <param name="writer">The store, or a transaction of it.</param>
    /// <param name="request">The append.</param>
    /// <param name="isFirst">Whether the writer has written nothing yet, so that another one can get in between.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<AppendResult> AppendAsync(
        IRecordWriter writer, AppendRequest request, bool isFirst, CancellationToken cancellationToken) => RunAsync(async () =>
        {
            if (faults.TakeConflict(request) is { } others)
            {
                if (others.Count == 0 || !isFirst)
                {
                    throw new WriteConflictException(request.Stream, request.Expected, request.Expected.Number!.Value + 1);
                }

                var another = CreateAnother();
                await using var _ = another.ConfigureAwait(false);
                await another.AppendAsync(request.Stream, others, cancellationToken: cancellationToken).ConfigureAwait(false);
            }

            return await writer.AppendAsync(request, cancellationToken).ConfigureAwait(false);
        });

    public async ValueTask<T> RunAsync<T>(Func<ValueTask<T>> call)
    {
        pulse.CallBegins();
        try
        {
            faults.ThrowIfAway();
            return await call().ConfigureAwait(false);
        }
        finally
        {
            pulse.CallEnds();
        }
    }

    public async ValueTask RunAsync(Func<ValueTask> call) => await RunAsync(async () =>
    {
        await call().ConfigureAwait(false);
        return true;
    }).ConfigureAwait(false);

    // An engine as another process would have.
    private PoEngine CreateAnother() => new(
        inner, registry(), new Broker(new ChannelProtocol(), clock, NullLoggerFactory.Instance), new PoEngineOptions { TimeProvider = clock });
}
