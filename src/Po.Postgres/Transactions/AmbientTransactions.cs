using System.Collections.Concurrent;
using System.Transactions;

namespace Po.Postgres;

// The transactions of System.Transactions that Po takes part in; each is forgotten when it has ended.
internal sealed class AmbientTransactions(TransactionParts parts, IRecordReader store)
{
    private readonly ConcurrentDictionary<Transaction, PostgresJoinedTransaction> _active = new();

    /// <summary>How many of them have not ended.</summary>
    public int Count => _active.Count;

    public PostgresJoinedTransaction Join(Transaction transaction)
    {
        if (_active.TryGetValue(transaction, out var joined))
        {
            return joined;
        }

        // A scope disposes of the object that it gives out; a clone of it lives on and is equal to it.
        var key = transaction.Clone();
        var added = _active.GetOrAdd(
            key, static (clone, state) => new(state.parts, new EnlistedConnection(state.parts.Connections, clone, state.store)), (parts, store));
        key.TransactionCompleted += (_, _) => _active.TryRemove(key, out var _);
        return added;
    }
}
