namespace Po;

/// <summary>What a fold that names a snapshot began with.</summary>
public enum SnapshotLookup
{
    /// <summary>With the first message: there was no snapshot.</summary>
    NotFound,

    /// <summary>With a snapshot out of the store.</summary>
    Loaded,

    /// <summary>With a state that this process has kept.</summary>
    LoadedFromCache,

    /// <summary>With the first message: there was a snapshot, of another shape or version, of messages that the store does not hold, or unreadable.</summary>
    PassedOver,
}
