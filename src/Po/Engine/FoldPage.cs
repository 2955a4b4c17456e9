namespace Po;

// Some records of a fold: of a stream along its numbers, of a group or of the store along global numbers.
internal readonly record struct FoldPage(IReadOnlyList<Record> Records, long Position, long Horizon, bool HasMore)
{
    /// <summary>Reads what comes after a place.</summary>
    /// <param name="reader">Where to read.</param>
    /// <param name="source">What to read.</param>
    /// <param name="after">The place.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static ValueTask<FoldPage> ReadAsync(
        IRecordReader reader, StreamId source, FoldResult after, CancellationToken cancellationToken) => source.HasEntity
        ? ReadStreamAsync(reader, source, after.LastNumber + 1, after.GlobalNumber, cancellationToken)
        : ReadGlobalAsync(reader, source, after.GlobalNumber + 1, cancellationToken);

    /// <summary>Reads what comes after a snapshot, of a stream together with the record that the snapshot ends with.</summary>
    /// <param name="reader">Where to read.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static ValueTask<FoldPage> ReadAsync(IRecordReader reader, Snapshot snapshot, CancellationToken cancellationToken) => snapshot.Stream.HasEntity
        ? ReadStreamAsync(reader, snapshot.Stream, snapshot.Number, snapshot.GlobalNumber, cancellationToken)
        : ReadGlobalAsync(reader, snapshot.Stream, snapshot.GlobalNumber + 1, cancellationToken);

    /// <summary>Whether the store holds what a snapshot was made of, as far as the read after it tells.</summary>
    /// <remarks>A restored backup can hold less than a snapshot that was kept elsewhere, or other messages under the same numbers.</remarks>
    /// <param name="snapshot">The snapshot that this was read after.</param>
    public bool Confirms(Snapshot snapshot) => snapshot.Stream.HasEntity
        ? Records.Count > 0 && Records[0].Number == snapshot.Number && Records[0].GlobalNumber == snapshot.GlobalNumber
        : snapshot.GlobalNumber <= Horizon;

    private static async ValueTask<FoldPage> ReadStreamAsync(
        IRecordReader reader, StreamId stream, long from, long position, CancellationToken cancellationToken)
    {
        var request = new PageRequest { From = from };
        var records = await reader.ReadStreamAsync(stream, request, cancellationToken).ConfigureAwait(false);
        long bytes = 0;
        for (var i = 0; i < records.Count; i++)
        {
            bytes += records[i].Data.Length;
        }

        return new FoldPage(
            records,
            records.Count > 0 ? records[^1].GlobalNumber : position,
            Horizon: 0,
            records.Count >= request.MaxCount || bytes >= request.MaxBytes);
    }

    private static async ValueTask<FoldPage> ReadGlobalAsync(
        IRecordReader reader, StreamId source, long from, CancellationToken cancellationToken)
    {
        var page = await reader.ReadGlobalAsync(source, new PageRequest { From = from }, cancellationToken).ConfigureAwait(false);
        return new FoldPage(page.Records, page.Position, page.Horizon, page.HasMore);
    }
}
