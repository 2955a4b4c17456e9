namespace Po;

// The transaction that calls of an engine run in instead of the store itself: a handler's, the application's, or an ambient one.
internal interface ICallTransaction
{
    IRecordReader Reader { get; }

    /// <exception cref="TransactionRefusedException">The store cannot append there.</exception>
    IRecordWriter Writer { get; }

    ISnapshotStore Snapshots { get; }

    /// <summary>Keeps a nudge until the transaction has ended, as far as that can be known.</summary>
    /// <param name="nudge">What was appended to.</param>
    void AddNudge(Nudge nudge);
}
