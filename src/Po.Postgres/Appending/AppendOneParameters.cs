using Npgsql;
using NpgsqlTypes;

namespace Po.Postgres;

// The parameters of append_one.sql, which can be filled again for each append.
internal sealed class AppendOneParameters
{
    private readonly NpgsqlParameter<string> _stream = new() { NpgsqlDbType = NpgsqlDbType.Text };
    private readonly NpgsqlParameter<long?> _expected = new() { NpgsqlDbType = NpgsqlDbType.Bigint };
    private readonly NpgsqlParameter<long?> _known = new() { NpgsqlDbType = NpgsqlDbType.Bigint };
    private readonly NpgsqlParameter<Guid> _id = new() { NpgsqlDbType = NpgsqlDbType.Uuid };
    private readonly NpgsqlParameter<string> _type = new() { NpgsqlDbType = NpgsqlDbType.Text };
    private readonly NpgsqlParameter<DateTime> _time = new() { NpgsqlDbType = NpgsqlDbType.TimestampTz };
    private readonly NpgsqlParameter<string?> _correlationId = new() { NpgsqlDbType = NpgsqlDbType.Text };
    private readonly NpgsqlParameter<string?> _causationId = new() { NpgsqlDbType = NpgsqlDbType.Text };
    private readonly NpgsqlParameter<ReadOnlyMemory<byte>> _headers = new() { NpgsqlDbType = NpgsqlDbType.Bytea };
    private readonly NpgsqlParameter<ReadOnlyMemory<byte>> _data = new() { NpgsqlDbType = NpgsqlDbType.Bytea };

    private readonly NpgsqlParameter<uint> _fileNode = new() { NpgsqlDbType = NpgsqlDbType.Oid };
    private readonly NpgsqlParameter<DateTime> _startTime = new() { NpgsqlDbType = NpgsqlDbType.TimestampTz };

    public void AddTo(NpgsqlParameterCollection parameters)
    {
        parameters.Add(_stream);
        parameters.Add(_expected);
        parameters.Add(_known);
        parameters.Add(_id);
        parameters.Add(_type);
        parameters.Add(_time);
        parameters.Add(_correlationId);
        parameters.Add(_causationId);
        parameters.Add(_headers);
        parameters.Add(_data);
        parameters.Add(_fileNode);
        parameters.Add(_startTime);
    }

    /// <summary>Takes an append of one record.</summary>
    /// <param name="item">The append.</param>
    /// <param name="life">The life of the store in which its number is known.</param>
    public void Set(AppendItem item, StoreLife life)
    {
        var record = item.Request.Records[0];
        _stream.TypedValue = item.Stream;
        _expected.TypedValue = item.Request.Expected.Number;
        _known.TypedValue = item.KnownNumber > 0 ? item.KnownNumber : null;
        (_fileNode.TypedValue, _startTime.TypedValue) = (life.FileNode, life.StartTime.ToUniversalTime());
        _id.TypedValue = record.Id;
        _type.TypedValue = record.Type;
        _time.TypedValue = record.Time.UtcDateTime;
        _correlationId.TypedValue = record.CorrelationId;
        _causationId.TypedValue = record.CausationId;
        _headers.TypedValue = record.Headers;
        _data.TypedValue = record.Data;
    }
}
