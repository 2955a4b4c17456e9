namespace Po;

// Where a fold reads: in the store itself, or in the transaction of the handler that makes the call.
internal readonly record struct StoreView(IRecordReader Reader, ISnapshotStore Snapshots);
