namespace Po.Specification;

// What an engine knows, as plainly as it can be said: a list of messages. Snapshots are no part of it.
internal sealed class EngineModel
{
    public List<Entry> Entries { get; } = [];

    /// <summary>Where a parcel was delivered, and its first number there.</summary>
    public Dictionary<int, (StreamId Stream, long First)> Parcels { get; } = [];

    public long LastGlobalNumber => Entries.Count == 0 ? 0 : Entries[^1].GlobalNumber;

    public IEnumerable<Entry> Of(StreamId source) => Entries.Where(entry => source.Includes(entry.Stream));

    public IEnumerable<int> ValuesOf(StreamId source) => Of(source).Select(entry => entry.Value);

    /// <summary>How many messages exactly this stream has.</summary>
    /// <param name="stream">The stream.</param>
    public int Size(StreamId stream) => Entries.Count(entry => entry.Stream == stream);

    public void Append(StreamId stream, IReadOnlyList<int> values, AppendResult result)
    {
        var size = Size(stream);
        result.Should().BeEquivalentTo(new { Stream = stream, LastNumber = size + values.Count, Count = values.Count, IsRepetition = false });
        result.GlobalNumbers.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        result.GlobalNumbers[0].Should().BeGreaterThan(LastGlobalNumber);
        Entries.AddRange(values.Select((value, i) => new Entry(stream, size + 1 + i, result.GlobalNumbers[i], value)));
    }

    internal sealed record Entry(StreamId Stream, long Number, long GlobalNumber, int Value);
}
