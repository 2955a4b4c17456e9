namespace Po.Specification;

// What a store holds, as plainly as it can be said: a list to be searched from one end to the other.
internal sealed class StoreModel
{
    public List<Record> Records { get; private init; } = [];

    public Dictionary<(StreamId Stream, string Name), Snapshot> Snapshots { get; private init; } = [];

    public Dictionary<string, long> Positions { get; private init; } = [];

    public long LastGlobalNumber => Records.Count == 0 ? 0 : Records[^1].GlobalNumber;

    public StoreModel Copy() => new() { Records = [.. Records], Snapshots = new(Snapshots), Positions = new(Positions) };

    public List<Record> Read(Func<Record, bool> filter, Func<Record, long> place, long from, ReadDirection direction)
    {
        var forward = direction is ReadDirection.Forward;
        var records = Records.Where(record => filter(record) && (forward ? place(record) >= from : place(record) <= from));
        return [.. forward ? records : records.Reverse()];
    }

    public static List<Record> Limit(List<Record> records, int maxCount, int maxBytes)
    {
        var page = new List<Record>();
        var bytes = 0;
        foreach (var record in records)
        {
            if (page.Count == maxCount || bytes >= maxBytes)
            {
                break;
            }

            page.Add(record);
            bytes += record.Data.Length;
        }

        return page;
    }

    public List<Record> Stream(StreamId stream) => [.. Records.Where(record => record.Stream == stream)];

    /// <summary>The stored records that an append with these ids would repeat; null if it is no repetition.</summary>
    public List<Record>? FindRepetition(StreamId stream, IReadOnlyList<Guid> ids)
    {
        var stored = Stream(stream);
        for (var first = 0; first + ids.Count <= stored.Count; first++)
        {
            var run = stored.GetRange(first, ids.Count);
            if (run.Ids().SequenceEqual(ids))
            {
                return run;
            }
        }

        return null;
    }

    public bool HoldsAnyOf(IReadOnlyList<Guid> ids) =>
        ids.Distinct().Count() < ids.Count || Records.Exists(record => ids.Contains(record.Id));

    public void Append(AppendRequest request, AppendResult result)
    {
        for (var i = 0; i < request.Records.Count; i++)
        {
            var record = request.Records[i];
            Records.Add(new Record
            {
                Id = record.Id,
                Stream = request.Stream,
                Number = result.FirstNumber + i,
                GlobalNumber = result.GlobalNumbers[i],
                Type = record.Type,
                Data = record.Data,
                Headers = record.Headers,
                CorrelationId = record.CorrelationId,
                CausationId = record.CausationId,
                Time = record.Time,
            });
        }
    }

    public void Save(Snapshot snapshot)
    {
        var key = (snapshot.Stream, snapshot.Name);
        if (!Snapshots.TryGetValue(key, out var stored) || stored.GlobalNumber <= snapshot.GlobalNumber)
        {
            Snapshots[key] = snapshot;
        }
    }
}
