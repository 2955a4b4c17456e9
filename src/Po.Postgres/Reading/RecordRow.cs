using Npgsql;

namespace Po.Postgres;

// Turns rows into records. Neighbours mostly share type and often stream, so their strings are made once.
internal sealed class RecordRow
{
    private readonly byte[] _empty = [];
    private string _streamText = "";
    private StreamId _stream;
    private string _type = "";

    public Record Read(NpgsqlDataReader reader)
    {
        ReadStream(reader);
        return new Record
        {
            GlobalNumber = reader.GetInt64(0),
            Number = reader.GetInt64(1),
            Time = new DateTimeOffset(DateTime.SpecifyKind(reader.GetDateTime(2), DateTimeKind.Utc)),
            Id = reader.GetGuid(3),
            Stream = _stream,
            Type = ReadText(reader, 5, ref _type),
            CorrelationId = reader.IsDBNull(6) ? null : reader.GetString(6),
            CausationId = reader.IsDBNull(7) ? null : reader.GetString(7),
            Headers = ReadBytes(reader, 8),
            Data = ReadBytes(reader, 9),
        };
    }

    private void ReadStream(NpgsqlDataReader reader)
    {
        var before = _streamText;
        if (!ReferenceEquals(ReadText(reader, 4, ref _streamText), before))
        {
            _stream = StreamId.Parse(_streamText);
        }
    }

    private static string ReadText(NpgsqlDataReader reader, int column, ref string last)
    {
        var text = reader.GetString(column);
        return text == last ? last : last = text;
    }

    private byte[] ReadBytes(NpgsqlDataReader reader, int column)
    {
        var bytes = reader.GetFieldValue<byte[]>(column);
        return bytes.Length == 0 ? _empty : bytes;
    }
}
