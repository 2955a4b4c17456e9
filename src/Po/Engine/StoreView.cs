namespace Po;

// Where a call reads and writes: the store itself, or the transaction of the handler that makes the call.
internal readonly record struct StoreView(IRecordReader Reader, IRecordWriter Writer, ISnapshotStore Snapshots)
{
    public StoreView(IStore store)
        : this(store, store, store)
    {
    }

    public StoreView(IStoreTransaction transaction)
        : this(transaction, transaction, transaction)
    {
    }
}
