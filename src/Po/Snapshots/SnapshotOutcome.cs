namespace Po;

/// <summary>What became of a snapshot that was to be saved.</summary>
public enum SnapshotOutcome
{
    /// <summary>It is stored, or a newer one is.</summary>
    Saved,

    /// <summary>Its state could not be serialised, or the store has failed.</summary>
    Failed,

    /// <summary>There was no room for it to wait.</summary>
    Dropped,
}
