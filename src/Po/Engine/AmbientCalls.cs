using System.Transactions;

namespace Po;

// Calls in the flow of an ambient transaction. Appends take part in it or are refused; reads of a store that cannot take part see what is
// committed, since there is nothing of Po's in the transaction to see.
internal sealed class AmbientCalls(PoEngine engine, Transaction transaction, ICallTransaction? around) : ICallTransaction
{
    public IRecordReader Reader =>
        around is not null ? around.Reader
        : engine.Store.Capabilities.HasFlag(StoreCapabilities.AmbientTransactions) ? engine.Store.Join(transaction)
        : engine.Store;

    public IRecordWriter Writer => around switch
    {
        null => engine.Store.Join(transaction),
        TogetherCalls => throw new TransactionRefusedException(
            "What is executed together is appended in one transaction, and there is an ambient transaction (TransactionScope) inside of it: what "
            + "is appended could be part of one of them only. Do without the scope, or open it around ExecuteTogetherAsync."),
        _ => throw new TransactionRefusedException(
            "A handler appends in the transaction of its subscription, and there is an ambient transaction (TransactionScope) beside it: what "
            + "is appended could be part of one of them only. Do without the scope: rows written through "
            + "ISubscriptionContext.GetTransactionAsync() are stored together with what the handler appends."),
    };

    public ISnapshotStore Snapshots => around?.Snapshots ?? new ReadOnlySnapshots(engine.Store);

    public CallOutcome? Outcome => around?.Outcome;

    // Raised once the outcome is known, with everything that was locked free again.
    public void AddNudge(Nudge nudge) => transaction.TransactionCompleted += (_, completed) =>
    {
        if (completed.Transaction?.TransactionInformation.Status is TransactionStatus.Committed)
        {
            engine.NotifySoon([nudge]);
        }
    };

    public void Spoil() => transaction.Rollback();
}
