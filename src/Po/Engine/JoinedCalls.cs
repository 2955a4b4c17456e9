using System.Data.Common;

namespace Po;

// Calls in a transaction that the application has begun and ends itself.
internal sealed class JoinedCalls(PoEngine engine, IJoinedTransaction joined, DbConnection connection) : ICallTransaction
{
    public IRecordReader Reader => joined;

    public IRecordWriter Writer => joined;

    public ISnapshotStore Snapshots { get; } = new ReadOnlySnapshots(engine.Store);

    public CallOutcome? Outcome => null;

    public void AddNudge(Nudge nudge) => engine.NudgesOf(connection).Add(nudge);

    // The application ends it, and may go back to a savepoint instead: it is told by the exception.
    public void Spoil()
    {
    }
}
