namespace Po;

/// <summary>Reads records.</summary>
public interface IRecordReader
{
    /// <summary>Reads records of exactly one stream by their numbers.</summary>
    /// <param name="stream">The exact stream; without an entity it is the stream of that very id, not the group.</param>
    /// <param name="page">Which part, by <see cref="Record.Number"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The records in the order that was asked for; fewer than the limits allow only at the end.</returns>
    ValueTask<IReadOnlyList<Record>> ReadStreamAsync(
        StreamId stream, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Reads records of a stream, a group or the whole store by their global numbers, never beyond the horizon.</summary>
    /// <param name="source">A stream, a group or <see cref="StreamId.All"/>.</param>
    /// <param name="page">Which part, by <see cref="Record.GlobalNumber"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Records that no record committed later can come in between of.</returns>
    ValueTask<RecordPage> ReadGlobalAsync(StreamId source, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Finds a record of any stream by its id.</summary>
    /// <param name="id">The id, as of <see cref="NewRecord.Id"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The record, if a read of its stream would return it, which does not stop at the horizon; otherwise null.</returns>
    ValueTask<Record?> FindRecordAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The number of the last record of exactly one stream; 0 if it has none.</summary>
    /// <param name="stream">The exact stream.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<long> ReadLastNumberAsync(StreamId stream, CancellationToken cancellationToken);

    /// <summary>The global number up to which the set of records is final; 0 for an empty store.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<long> ReadHorizonAsync(CancellationToken cancellationToken);
}
