using System.Transactions;

namespace Po.Postgres;

public sealed partial class PostgresStore
{
    /// <inheritdoc/>
    /// <exception cref="StoreBusyException">A transaction that has appended to the stream did not end in time, or too many appends wait.</exception>
    public ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        AppendRules.Check(request);
        return Transaction.Current is null
            ? _batcher.AppendAsync(request, cancellationToken)
            : ValueTask.FromException<AppendResult>(new TransactionRefusedException(
                "An append on the store itself takes part in no ambient transaction (TransactionScope). Append with IPo, which does, or through "
                + "IStore.Join(Transaction.Current), or in a TransactionScope with TransactionScopeOption.Suppress."));
    }
}
