using System.Data.Common;

namespace Po;

/// <summary>A transaction of a store: a locked position, and everything that is to happen together with moving it.</summary>
/// <remarks>
/// <para>Reads see the store and what this transaction has appended. Others see nothing of it before <see cref="CommitAsync"/> and
/// everything after. Disposing without a commit rolls everything back and unlocks the position.</para>
/// <para>Calls may come from several threads; they wait for each other. A store may begin its database transaction as late as the
/// first write, so that a handler that only reads blocks nobody.</para>
/// <para>An append that ends in an exception of Po leaves the transaction usable; after any other exception, and after
/// <see cref="StoreUnavailableException"/>, only disposing is left.</para>
/// </remarks>
public interface IStoreTransaction : IRecordReader, IRecordWriter, ISubscriptionWriter, ISnapshotStore, IAsyncDisposable
{
    /// <summary>Locks the position of a subscription until this transaction ends, at most one of them in a transaction.</summary>
    /// <param name="subscriptionId">The subscription; a position that was never stored is 0 and is locked like any other.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The position, or null, at once, if another transaction of any process holds the lock.</returns>
    /// <exception cref="HistoryLostException">The position lies beyond the last global number that the store has given out.</exception>
    /// <exception cref="InvalidOperationException">This transaction has locked a position already.</exception>
    ValueTask<long?> TryLockPositionAsync(string subscriptionId, CancellationToken cancellationToken);

    /// <summary>As <see cref="TryLockPositionAsync"/>, but waits while another transaction holds the lock.</summary>
    /// <remarks>
    /// For whoever wants something of a subscription that a worker is busy with: he comes before the worker's next transaction, where the store
    /// can arrange that. A position that lies beyond the last global number is locked like any other: it is to be mended.
    /// </remarks>
    /// <param name="subscriptionId">The subscription; a position that was never stored is 0 and is locked like any other.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The position.</returns>
    /// <exception cref="StoreBusyException">It took longer than the store is willing to wait.</exception>
    /// <exception cref="InvalidOperationException">This transaction has locked a position already.</exception>
    ValueTask<long> LockPositionAsync(string subscriptionId, CancellationToken cancellationToken);

    /// <summary>Moves the locked position; it is stored with the commit.</summary>
    /// <param name="position">The new position.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PositionConflictException">The stored position is no longer the one that was locked.</exception>
    /// <exception cref="InvalidOperationException">No position is locked.</exception>
    ValueTask SetPositionAsync(long position, CancellationToken cancellationToken);

    /// <summary>The transaction of the store's driver, for rows of the application's own; begins it if need be.</summary>
    /// <param name="cancellationToken">Gives up waiting for it to begin.</param>
    /// <exception cref="NotSupportedException">The store lacks <see cref="StoreCapabilities.DbTransactions"/>.</exception>
    ValueTask<DbTransaction> GetDbTransactionAsync(CancellationToken cancellationToken);

    /// <summary>Makes everything durable and visible at once. Not cancellable: an outcome is always reported.</summary>
    /// <exception cref="PositionConflictException">The stored position is no longer the one that was locked; nothing was stored.</exception>
    ValueTask CommitAsync();
}
