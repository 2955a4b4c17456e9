namespace Po;

// Saving or deleting one snapshot, as something that a transaction can keep until it commits.
internal sealed record SnapshotChange((StreamId Stream, string Name) Key, Snapshot? Saved)
{
    public static SnapshotChange Save(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);

        // The caller may use its buffer again.
        var state = snapshot.State with { Data = snapshot.State.Data.ToArray() };
        return new((Checked(snapshot.Stream), snapshot.Name), snapshot with { State = state });
    }

    public static SnapshotChange Delete(StreamId stream, string name) => new((Checked(stream), name), null);

    /// <summary>What is there after this change, given what was there before.</summary>
    /// <param name="stored">What was there before.</param>
    public Snapshot? On(Snapshot? stored) => Saved?.GlobalNumber < stored?.GlobalNumber ? stored : Saved;

    private static StreamId Checked(StreamId stream) =>
        stream.IsDefault ? throw new ArgumentException("default(StreamId) names no stream.", nameof(stream)) : stream;
}
