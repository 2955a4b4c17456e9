namespace Po.Sqlite;

// Reads records on one connection, inside whatever transaction is open there. Not thread safe.
internal sealed class RecordReader(StoreConnection connection)
{
    private const int FirstCapacity = 64;

    private readonly RecordColumns _columns = new();
    private readonly GroupNumbers _groups = new(connection);

    private Statement Horizon => field ??= connection.Prepare("read_horizon");

    private Statement LastNumber => field ??= connection.Prepare("read_last_number", "@stream");

    private Statement FindNumber => field ??= connection.Prepare("find_number", "@stream", "@global_number");

    private Statement StreamForward => field ??= connection.Prepare("read_stream_forward", "@stream", "@from", "@count");

    private Statement StreamBackward => field ??= connection.Prepare("read_stream_backward", "@stream", "@from", "@count");

    private Statement GroupForward => field ??= connection.Prepare("read_group_forward", "@stream_group", "@from", "@count");

    private Statement GroupBackward => field ??= connection.Prepare("read_group_backward", "@stream_group", "@from", "@count");

    private Statement AllForward => field ??= connection.Prepare("read_all_forward", "@from", "@count");

    private Statement AllBackward => field ??= connection.Prepare("read_all_backward", "@from", "@count");

    private Statement StreamTypesForward => field ??= connection.Prepare("read_stream_types_forward", "@stream", "@from", "@types", "@count");

    private Statement StreamTypesBackward => field ??= connection.Prepare("read_stream_types_backward", "@stream", "@from", "@types", "@count");

    private Statement GroupTypesForward => field ??= connection.Prepare("read_group_types_forward", "@stream_group", "@from", "@types", "@count");

    private Statement GroupTypesBackward => field ??= connection.Prepare("read_group_types_backward", "@stream_group", "@from", "@types", "@count");

    private Statement AllTypesForward => field ??= connection.Prepare("read_all_types_forward", "@from", "@types", "@count");

    private Statement AllTypesBackward => field ??= connection.Prepare("read_all_types_backward", "@from", "@types", "@count");

    private Statement ById => field ??= connection.Prepare("find_record", "@message_id");

    private Statement OneRecord => field ??= connection.Prepare("read_record", "@global_number");

    public long ReadHorizon() => Horizon.ExecuteInt64() ?? 0;

    public Record? Find(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        ById.BindBlob(1, bytes);
        try
        {
            return ById.Step() ? _columns.Read(ById, null) : null;
        }
        finally
        {
            ById.Reset();
        }
    }

    public long ReadLastNumber(StreamId stream) =>
        ReadLastNumber(new StreamText(stream, stackalloc byte[StreamId.MaxBytes]).Text);

    public long ReadLastNumber(ReadOnlySpan<byte> stream)
    {
        LastNumber.BindText(1, stream);
        return LastNumber.ExecuteInt64() ?? 0;
    }

    public List<Record> ReadStream(StreamId stream, PageRequest page, CancellationToken cancellationToken) =>
        ReadStream(stream, page.From, page, cancellationToken).Records;

    /// <summary>Reads a page; the caller has opened a transaction, so that the horizon and the records are of one moment.</summary>
    public RecordPage ReadGlobal(StreamId source, PageRequest page, CancellationToken cancellationToken)
    {
        var horizon = ReadHorizon();
        var forward = page.Direction is ReadDirection.Forward;
        var (records, hasMore) = forward && page.From > horizon ? ([], false)
            : page.Groups is { } groups ? ReadGroups(groups, page, cancellationToken)
            : source.IsAll ? ReadAll(page, cancellationToken)
            : source.HasEntity ? ReadStream(source, FindNumberOf(source, page), page, cancellationToken)
            : ReadGroup(source, page, cancellationToken);
        return new RecordPage
        {
            Records = records,
            HasMore = hasMore,
            Position = hasMore ? records[^1].GlobalNumber : forward ? Math.Max(horizon, page.From - 1) : horizon,
            Horizon = horizon,
        };
    }

    private (List<Record> Records, bool HasMore) ReadAll(PageRequest page, CancellationToken cancellationToken)
    {
        var statement = (page.Direction, page.Types) switch
        {
            (ReadDirection.Forward, null) => AllForward,
            (ReadDirection.Forward, _) => AllTypesForward,
            (_, null) => AllBackward,
            _ => AllTypesBackward,
        };
        statement.Bind(1, page.From);
        BindLast(statement, 2, page);
        return Read(statement, null, page, cancellationToken);
    }

    private (List<Record> Records, bool HasMore) ReadGroup(
        StreamId source, PageRequest page, CancellationToken cancellationToken)
    {
        var statement = (page.Direction, page.Types) switch
        {
            (ReadDirection.Forward, null) => GroupForward,
            (ReadDirection.Forward, _) => GroupTypesForward,
            (_, null) => GroupBackward,
            _ => GroupTypesBackward,
        };
        statement.BindText(1, new StreamText(source, stackalloc byte[StreamId.MaxBytes]).Group);
        statement.Bind(2, page.From);
        BindLast(statement, 3, page);
        return Read(statement, null, page, cancellationToken);
    }

    private (List<Record> Records, bool HasMore) ReadStream(
        StreamId stream, long from, PageRequest page, CancellationToken cancellationToken)
    {
        var statement = (page.Direction, page.Types) switch
        {
            (ReadDirection.Forward, null) => StreamForward,
            (ReadDirection.Forward, _) => StreamTypesForward,
            (_, null) => StreamBackward,
            _ => StreamTypesBackward,
        };
        statement.BindText(1, new StreamText(stream, stackalloc byte[StreamId.MaxBytes]).Text);
        statement.Bind(2, from);
        BindLast(statement, 3, page);
        return Read(statement, stream, page, cancellationToken);
    }

    // First where the records are, along the index of each group, then the records one by one.
    private (List<Record> Records, bool HasMore) ReadGroups(
        IReadOnlyList<string> groups, PageRequest page, CancellationToken cancellationToken)
    {
        var records = new List<Record>(Math.Min(page.MaxCount, FirstCapacity));
        var bytes = 0L;
        foreach (var globalNumber in _groups.Find(groups, page))
        {
            if (records.Count == page.MaxCount || bytes >= page.MaxBytes)
            {
                return (records, true);
            }

            OneRecord.Bind(1, globalNumber);
            var (one, _) = Read(OneRecord, null, page, cancellationToken);
            bytes += one[0].Data.Length;
            records.AddRange(one);
        }

        return (records, false);
    }

    /// <summary>The parameters at the end of every statement for a page: the types, if there are any, and how many rows to find.</summary>
    public static void BindLast(Statement statement, int index, PageRequest page)
    {
        if (page.Types is { } types)
        {
            statement.BindText(index++, JsonText.Array(types));
        }

        statement.Bind(index, page.MaxCount + 1L);
    }

    // The number at which a read of one stream by global number begins.
    private long FindNumberOf(StreamId stream, PageRequest page)
    {
        var forward = page.Direction is ReadDirection.Forward;
        if (!forward && page.From == long.MaxValue)
        {
            return page.From;
        }

        FindNumber.BindText(1, new StreamText(stream, stackalloc byte[StreamId.MaxBytes]).Text);
        FindNumber.Bind(2, forward ? page.From : page.From + 1);
        var number = FindNumber.ExecuteInt64() ?? 1;
        return forward ? number : number - 1;
    }

    // The statement was bound to return one record more than the page may have: whether it is there tells whether there is more.
    private (List<Record> Records, bool HasMore) Read(
        Statement statement, StreamId? stream, PageRequest page, CancellationToken cancellationToken)
    {
        try
        {
            var records = new List<Record>(Math.Min(page.MaxCount, FirstCapacity));
            var bytes = 0L;
            while (statement.Step())
            {
                if (records.Count == page.MaxCount || bytes >= page.MaxBytes)
                {
                    return (records, true);
                }

                cancellationToken.ThrowIfCancellationRequested();
                var record = _columns.Read(statement, stream);
                bytes += record.Data.Length;
                records.Add(record);
            }

            return (records, false);
        }
        finally
        {
            statement.Reset();
        }
    }
}
