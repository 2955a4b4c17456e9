using System.Data.Common;

namespace Po;

/// <summary>Where a handler is: take it as a constructor parameter to reach the transaction in which it runs.</summary>
/// <remarks>Scoped: one for each transaction of a subscription. Not thread safe, and of no use after the handler has returned.</remarks>
public interface ISubscriptionContext
{
    /// <summary>The id of the subscription. With <see cref="Message.GlobalNumber"/> it is a stable key for effects outside the store.</summary>
    string SubscriptionId { get; }

    /// <summary>What is subscribed to.</summary>
    StreamId Source { get; }

    /// <summary>Which attempt at the current message this is; the first is 1.</summary>
    int Attempt { get; }

    /// <summary>How often a detached subscription has changed hands: a fencing token for effects elsewhere; 0 in transactional mode.</summary>
    /// <remarks>
    /// A worker that was frozen may still believe that the subscription is its own. Whoever remembers the greatest epoch that he has seen can
    /// refuse what comes with a lower one.
    /// </remarks>
    long Epoch { get; }

    /// <summary>
    /// Whether the message comes again only to build the state of the handler (<see cref="INamedSnapshot"/>) that no snapshot holds: whatever is
    /// written or appended through Po is rolled back. Do nothing outside of it then.
    /// </summary>
    bool IsRebuilding { get; }

    /// <summary>
    /// Where to write to instead of the live content while the subscription is rebuilt, see <see cref="RebuildOptions.Target"/>; null in the live run.
    /// </summary>
    /// <remarks>What a handler reads of its own content it reads there, too. It cannot append through Po while it is set.</remarks>
    string? Target => null;

    /// <summary>
    /// The transaction that also moves the position: rows written through it are there exactly once for each message.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The open transaction of the store's own driver. The worker commits it, rolls it back and disposes of it; never do so yourself.</returns>
    /// <remarks>SQLite has one writer: from the first call to the end of the transaction every other writer waits.</remarks>
    /// <exception cref="NotSupportedException">
    /// The store has no database, see <see cref="StoreCapabilities.DbTransactions"/>, or the subscription is detached.
    /// </exception>
    ValueTask<DbTransaction> GetTransactionAsync(CancellationToken cancellationToken = default);
}
