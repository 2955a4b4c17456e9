namespace Po;

// Where a fold reads: in the store itself, or in the transaction of the handler that makes the call. What is folded in a transaction may never
// have happened, so there is no cache there.
internal readonly record struct StoreView(IRecordReader Reader, ISnapshotStore Snapshots, StateCache? Cache = null)
{
    /// <summary>Keeps a state in this process, if that is wanted.</summary>
    /// <param name="snapshot">The state.</param>
    public void Keep(Snapshot snapshot)
    {
        if (snapshot.Stream.HasEntity)
        {
            Cache?.Keep(snapshot);
        }
    }
}
