namespace Po;

// All records in the order of their global numbers, and the same records again by stream and by group, so that no read scans.
// Not thread safe: the store's gate guards it.
internal sealed class InMemoryLog
{
    private readonly List<Record> _all = [];
    private readonly Dictionary<StreamId, List<Record>> _streams = [];
    private readonly Dictionary<string, List<Record>> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, Record> _ids = [];

    /// <summary>The last global number given out, committed or not: a record's global number is its place in the log.</summary>
    public int Count => _all.Count;

    public AppendResult Append(AppendRequest request)
    {
        var (id, records) = (request.Stream, request.Records);
        var stream = _streams.GetValueOrDefault(id);
        if (stream is not null && FindRepetition(id, stream, records) is { } first)
        {
            return Describe(id, stream, first, records.Count) with { IsRepetition = true };
        }

        var last = stream?.Count ?? 0;
        if (!request.Expected.Allows(last))
        {
            throw new WriteConflictException(id, request.Expected, last);
        }

        Add(request);
        return Describe(id, _streams[id], last, records.Count);
    }

    /// <summary>Takes back everything after the first records.</summary>
    /// <param name="count">How many records stay.</param>
    public void Truncate(int count)
    {
        while (_all.Count > count)
        {
            var record = _all[^1];
            _all.RemoveAt(_all.Count - 1);
            _ids.Remove(record.Id);
            RemoveLast(_streams, record.Stream);
            RemoveLast(_groups, record.Stream.Group);
        }
    }

    public Record? Find(Guid id, int visible) =>
        _ids.TryGetValue(id, out var record) && record.GlobalNumber <= visible ? record : null;

    public long LastNumber(StreamId stream, int visible) =>
        _streams.TryGetValue(stream, out var records) ? CountUpTo(records, visible) : 0;

    public Record[] ReadStream(StreamId stream, PageRequest page, int visible)
    {
        var records = _streams.GetValueOrDefault(stream, []);
        var count = CountUpTo(records, visible);
        return page.Direction is ReadDirection.Forward
            ? Take(records, (int)Math.Clamp(page.From - 1, 0, count), count, page)
            : Take(records, 0, (int)Math.Clamp(page.From, 0, count), page);
    }

    public RecordPage ReadGlobal(StreamId source, PageRequest page, int visible)
    {
        var records = source.IsAll ? _all
            : source.HasEntity ? _streams.GetValueOrDefault(source, [])
            : _groups.GetValueOrDefault(source.Group, []);
        var (start, end) = page.Direction is ReadDirection.Forward
            ? (CountUpTo(records, page.From - 1), CountUpTo(records, visible))
            : (0, CountUpTo(records, Math.Min(page.From, visible)));
        var isFiltered = page.Groups is not null || page.Types is not null;
        var (taken, hasMore) = isFiltered ? TakeMatching(records, start, end, page) : TakeAll(records, start, end, page);
        return new RecordPage
        {
            Records = taken,
            HasMore = hasMore,
            Position = hasMore ? taken[^1].GlobalNumber : Math.Max(visible, page.From - 1),
            Horizon = visible,
        };
    }

    // Where in the stream the very same ids are, in this order and next to each other.
    private int? FindRepetition(StreamId id, List<Record> stream, IReadOnlyList<NewRecord> records)
    {
        if (!_ids.TryGetValue(records[0].Id, out var stored) || stored.Stream != id)
        {
            return null;
        }

        var first = (int)stored.Number - 1;
        for (var i = 1; i < records.Count; i++)
        {
            if (first + i >= stream.Count || stream[first + i].Id != records[i].Id)
            {
                return null;
            }
        }

        return first;
    }

    private void Add(AppendRequest request)
    {
        var before = _all.Count;
        var bytes = CopyBytes(request.Records);
        var stream = ListOf(_streams, request.Stream);
        var group = ListOf(_groups, request.Stream.Group);
        for (var i = 0; i < request.Records.Count; i++)
        {
            var added = request.Records[i];
            if (_ids.ContainsKey(added.Id))
            {
                Truncate(before);
                throw new DuplicateMessageIdException(request.Stream, added.Id);
            }

            var headers = bytes[added.Data.Length..];
            var record = new Record
            {
                Id = added.Id,
                Stream = request.Stream,
                Number = stream.Count + 1,
                GlobalNumber = _all.Count + 1,
                Type = added.Type,
                Data = bytes[..added.Data.Length],
                Headers = headers[..added.Headers.Length],
                CorrelationId = added.CorrelationId,
                CausationId = added.CausationId,
                Time = ToMicroseconds(added.Time),
            };
            bytes = headers[added.Headers.Length..];
            _all.Add(record);
            _ids.Add(record.Id, record);
            stream.Add(record);
            group.Add(record);
        }
    }

    // The caller may use its buffers again; one array for the whole append keeps the copy cheap.
    private static ReadOnlyMemory<byte> CopyBytes(IReadOnlyList<NewRecord> records)
    {
        var length = 0;
        for (var i = 0; i < records.Count; i++)
        {
            length += records[i].Data.Length + records[i].Headers.Length;
        }

        var copy = new byte[length];
        var rest = copy.AsMemory();
        for (var i = 0; i < records.Count; i++)
        {
            records[i].Data.CopyTo(rest);
            rest = rest[records[i].Data.Length..];
            records[i].Headers.CopyTo(rest);
            rest = rest[records[i].Headers.Length..];
        }

        return copy;
    }

    public static DateTimeOffset ToMicroseconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private static AppendResult Describe(StreamId id, List<Record> stream, int first, int count)
    {
        var globalNumbers = new long[count];
        for (var i = 0; i < count; i++)
        {
            globalNumbers[i] = stream[first + i].GlobalNumber;
        }

        return new AppendResult { Stream = id, LastNumber = first + count, GlobalNumbers = globalNumbers };
    }

    private static (Record[] Taken, bool HasMore) TakeAll(List<Record> records, int start, int end, PageRequest page)
    {
        var taken = Take(records, start, end, page);
        return (taken, taken.Length < end - start);
    }

    // The page ends where a limit is reached and a further record matches.
    private static (Record[] Taken, bool HasMore) TakeMatching(List<Record> records, int start, int end, PageRequest page)
    {
        var taken = new List<Record>();
        var bytes = 0L;
        for (var i = 0; i < end - start; i++)
        {
            var record = records[page.Direction is ReadDirection.Forward ? start + i : end - 1 - i];
            if (page.Groups?.Contains(record.Stream.Group) == false || !page.IncludesType(record.Type))
            {
                continue;
            }

            if (taken.Count == page.MaxCount || bytes >= page.MaxBytes)
            {
                return ([.. taken], true);
            }

            taken.Add(record);
            bytes += record.Data.Length;
        }

        return ([.. taken], false);
    }

    // Takes records of [start, end) from the side where the read begins until a limit is reached.
    private static Record[] Take(List<Record> records, int start, int end, PageRequest page)
    {
        var forward = page.Direction is ReadDirection.Forward;
        var most = Math.Min(Math.Max(end - start, 0), page.MaxCount);
        var count = 0;
        for (var bytes = 0L; count < most && bytes < page.MaxBytes; count++)
        {
            bytes += records[forward ? start + count : end - 1 - count].Data.Length;
        }

        var taken = new Record[count];
        records.CopyTo(forward ? start : end - count, taken, 0, count);
        if (!forward)
        {
            Array.Reverse(taken);
        }

        return taken;
    }

    // How many records have a global number up to this one.
    private static int CountUpTo(List<Record> records, long globalNumber)
    {
        var (low, high) = (0, records.Count);
        if (high > 0 && records[high - 1].GlobalNumber <= globalNumber)
        {
            return high;
        }

        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = records[middle].GlobalNumber <= globalNumber ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static List<Record> ListOf<TKey>(Dictionary<TKey, List<Record>> index, TKey key)
        where TKey : notnull
    {
        if (!index.TryGetValue(key, out var records))
        {
            index.Add(key, records = []);
        }

        return records;
    }

    private static void RemoveLast<TKey>(Dictionary<TKey, List<Record>> index, TKey key)
        where TKey : notnull
    {
        var records = index[key];
        records.RemoveAt(records.Count - 1);
        if (records.Count == 0)
        {
            index.Remove(key);
        }
    }
}
