namespace Po;

/// <summary>Keeps snapshots, one for each stream and name.</summary>
public interface ISnapshotStore
{
    /// <summary>Reads a snapshot.</summary>
    /// <param name="stream">The stream, group or <see cref="StreamId.All"/>.</param>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The snapshot as it was saved, or null.</returns>
    ValueTask<Snapshot?> ReadSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken);

    /// <summary>Saves a snapshot in place of an older one; one with a lower <see cref="Snapshot.GlobalNumber"/> never replaces a newer one.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask SaveSnapshotAsync(Snapshot snapshot, CancellationToken cancellationToken);

    /// <summary>Deletes a snapshot, or does nothing if there is none.</summary>
    /// <param name="stream">The stream, group or <see cref="StreamId.All"/>.</param>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask DeleteSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken);
}
