namespace Po;

/// <summary>Keeps records, positions and snapshots.</summary>
/// <remarks>
/// Thread safe. A store is held to the public specification in <c>tests/Po.Specification</c>: derive its classes, give them a
/// fixture, and every guarantee that Po makes on top of stores holds for yours.
/// </remarks>
public interface IStore : IRecordReader, IRecordWriter, IPositionStore, ISnapshotStore
{
    /// <summary>What this store can do that others cannot.</summary>
    StoreCapabilities Capabilities { get; }

    /// <summary>Makes the store ready, creating or upgrading its schema if it has one. Safe to repeat and to call from many processes at once.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SchemaVersionException">The schema is newer than this version of Po, or was changed by hand.</exception>
    ValueTask InitializeAsync(CancellationToken cancellationToken);

    /// <summary>Begins a transaction.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IStoreTransaction> BeginAsync(CancellationToken cancellationToken);

    /// <summary>Whether an exception means that the store is away or busy for a while, so that the same work can succeed later.</summary>
    /// <param name="exception">An exception out of this store or its driver.</param>
    bool IsTransient(Exception exception);
}
