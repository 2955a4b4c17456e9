using System.Data.Common;
using System.Transactions;

namespace Po;

/// <summary>Keeps records, positions and snapshots.</summary>
/// <remarks>
/// <para>Thread safe. A store is held to the public specification in the package <c>Po.Specification</c>: derive its classes, give them a
/// fixture, and every guarantee that Po makes on top of stores holds for yours.</para>
/// <para>Calls on the store itself take part in no ambient transaction. An append there, which a caller would take to be part of it, is
/// refused with <see cref="TransactionRefusedException"/>; everything else works beside it.</para>
/// </remarks>
public interface IStore : IRecordReader, IRecordWriter, IPositionStore, ISubscriptionReader, ISnapshotStore
{
    /// <summary>What this store can do that others cannot.</summary>
    StoreCapabilities Capabilities { get; }

    /// <summary>Makes the store ready, creating or upgrading its schema if it has one. Safe to repeat and to call from many processes at once.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SchemaVersionException">The schema is newer than this version of Po, or was changed by hand.</exception>
    ValueTask InitializeAsync(CancellationToken cancellationToken);

    /// <summary>Begins a transaction.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IStoreTransaction> BeginAsync(CancellationToken cancellationToken);

    /// <summary>Begins a transaction, locks the position of a subscription and reads a page, if that takes this store one round trip now.</summary>
    /// <remarks>For a worker that has reason to expect records. A store that never can, as most, leaves this as it is.</remarks>
    /// <param name="subscriptionId">The subscription, as for <see cref="IStoreTransaction.TryLockPositionAsync"/>.</param>
    /// <param name="source">A stream, a group or <see cref="StreamId.All"/>.</param>
    /// <param name="page">What to read forward, as for <see cref="IRecordReader.ReadGlobalAsync"/> outside of the transaction.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The transaction and what it has found; null, and nothing has happened, if it would take longer than a look without a lock.</returns>
    /// <exception cref="HistoryLostException">The position lies beyond the last global number that the store has given out.</exception>
    ValueTask<LockedPage?> TryBeginWithPageAsync(
        string subscriptionId, StreamId source, PageRequest page, CancellationToken cancellationToken) => ValueTask.FromResult<LockedPage?>(null);

    /// <summary>Works in a transaction that the application has begun on a connection of its own, and ends itself.</summary>
    /// <param name="transaction">An open transaction of the store's driver, on the database of the store.</param>
    /// <returns>A view that is of use until the transaction ends.</returns>
    /// <exception cref="TransactionRefusedException">
    /// The store lacks <see cref="StoreCapabilities.JoinedTransactions"/>, or the transaction is of another driver.
    /// </exception>
    /// <exception cref="ArgumentException">The transaction has ended.</exception>
    IJoinedTransaction Join(DbTransaction transaction);

    /// <summary>Takes part in a transaction of <c>System.Transactions</c>: from the first append on, over a connection enlisted in it.</summary>
    /// <param name="transaction">An active transaction.</param>
    /// <returns>A view that is of use until the transaction ends. Until its first append it reads beside the transaction.</returns>
    /// <exception cref="TransactionRefusedException">The store lacks <see cref="StoreCapabilities.AmbientTransactions"/>.</exception>
    IJoinedTransaction Join(Transaction transaction);

    /// <summary>Whether an exception means that the store is away or busy for a while, so that the same work can succeed later.</summary>
    /// <param name="exception">An exception out of this store or its driver.</param>
    /// <remarks>
    /// A subscription tries for ever what fails so. Another exception out of the store, as that of a right that was taken away, pauses it
    /// after <see cref="SubscriptionOptions.MaxAttempts"/> attempts in a row.
    /// </remarks>
    bool IsTransient(Exception exception);
}
