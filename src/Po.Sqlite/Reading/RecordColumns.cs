namespace Po.Sqlite;

// Makes a record of a row. The hot loop of catching up: one array holds data and headers, and texts that rows repeat are made once.
internal sealed class RecordColumns
{
    private const int GlobalNumber = 0;
    private const int Number = 1;
    private const int Stream = 2;
    private const int MessageId = 3;
    private const int MessageType = 4;
    private const int Data = 5;
    private const int Headers = 6;
    private const int CorrelationId = 7;
    private const int CausationId = 8;
    private const int RecordedAt = 9;

    private readonly Utf8Cache<StreamId> _streams = new(512, StreamId.Parse);
    private readonly Utf8Cache<string> _types = new(64, text => text);

    /// <summary>Reads the row that the statement is at.</summary>
    /// <param name="row">The statement.</param>
    /// <param name="stream">The stream of all rows, if it is known.</param>
    public Record Read(Statement row, StreamId? stream)
    {
        var data = row.GetBytes(Data);
        var headers = row.GetBytes(Headers);
        var bytes = GC.AllocateUninitializedArray<byte>(data.Length + headers.Length);
        data.CopyTo(bytes);
        headers.CopyTo(bytes.AsSpan(data.Length));
        return new Record
        {
            Id = new Guid(row.GetBytes(MessageId), bigEndian: true),
            Stream = stream ?? _streams.Get(row.GetBytes(Stream)),
            Number = row.GetInt64(Number),
            GlobalNumber = row.GetInt64(GlobalNumber),
            Type = _types.Get(row.GetBytes(MessageType)),
            Data = bytes.AsMemory(0, data.Length),
            Headers = bytes.AsMemory(data.Length),
            CorrelationId = row.IsNull(CorrelationId) ? null : row.GetText(CorrelationId),
            CausationId = row.IsNull(CausationId) ? null : row.GetText(CausationId),
            Time = Microseconds.ToTime(row.GetInt64(RecordedAt)),
        };
    }
}
