namespace Po;

// The transaction that calls of an engine run in instead of the store itself: a handler's, the application's, or an ambient one.
internal interface ICallTransaction
{
    IRecordReader Reader { get; }

    /// <exception cref="TransactionRefusedException">The store cannot append there.</exception>
    IRecordWriter Writer { get; }

    ISnapshotStore Snapshots { get; }

    /// <summary>What becomes of it; null where nobody tells.</summary>
    CallOutcome? Outcome { get; }

    /// <summary>Keeps a nudge until the transaction has ended, as far as that can be known.</summary>
    /// <param name="nudge">What was appended to.</param>
    void AddNudge(Nudge nudge);

    /// <summary>Keeps the transaction from being stored, as far as that is in the hands of the engine: a part of what it holds must not be.</summary>
    void Spoil();
}
