using Npgsql;
using NpgsqlTypes;

namespace Po.Postgres;

// The arrays of append.sql, which can be filled again for each batch. What is the same for all records is not sent.
internal sealed class AppendParameters
{
    private readonly NpgsqlParameter<string[]> _streams = Array<string>(NpgsqlDbType.Text);
    private readonly NpgsqlParameter<long?[]> _expected = Array<long?>(NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<int[]> _places = Array<int>(NpgsqlDbType.Integer);
    private readonly NpgsqlParameter<long?[]> _known = Array<long?>(NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<Guid[]> _ids = Array<Guid>(NpgsqlDbType.Uuid);
    private readonly NpgsqlParameter<string[]> _types = Array<string>(NpgsqlDbType.Text);
    private readonly NpgsqlParameter<DateTime[]> _times = Array<DateTime>(NpgsqlDbType.TimestampTz);
    private readonly NpgsqlParameter<string?[]> _correlationIds = Array<string?>(NpgsqlDbType.Text);
    private readonly NpgsqlParameter<string?[]> _causationIds = Array<string?>(NpgsqlDbType.Text);
    private readonly NpgsqlParameter<ReadOnlyMemory<byte>[]> _headers = Array<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
    private readonly NpgsqlParameter<ReadOnlyMemory<byte>[]> _data = Array<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);

    private readonly NpgsqlParameter<uint> _fileNode = new() { NpgsqlDbType = NpgsqlDbType.Oid };
    private readonly NpgsqlParameter<DateTime> _startTime = new() { NpgsqlDbType = NpgsqlDbType.TimestampTz };

    public void AddTo(NpgsqlParameterCollection parameters)
    {
        parameters.Add(_streams);
        parameters.Add(_expected);
        parameters.Add(_places);
        parameters.Add(_known);
        parameters.Add(_ids);
        parameters.Add(_types);
        parameters.Add(_times);
        parameters.Add(_correlationIds);
        parameters.Add(_causationIds);
        parameters.Add(_headers);
        parameters.Add(_data);
        parameters.Add(_fileNode);
        parameters.Add(_startTime);
    }

    /// <summary>Takes appends.</summary>
    /// <param name="items">The appends, ordered by stream.</param>
    /// <param name="life">The life of the store in which numbers are known.</param>
    public void Set(ReadOnlySpan<AppendItem> items, StoreLife life)
    {
        (_fileNode.TypedValue, _startTime.TypedValue) = (life.FileNode, life.StartTime.ToUniversalTime());
        var count = 0;
        foreach (var item in items)
        {
            count += item.Request.Records.Count;
        }

        (_streams.TypedValue, _ids.TypedValue, _types.TypedValue) = (new string[count], new Guid[count], new string[count]);
        (_times.TypedValue, _data.TypedValue) = (new DateTime[count], new ReadOnlyMemory<byte>[count]);
        (_expected.TypedValue, _places.TypedValue, _known.TypedValue) = (null, null, null);
        (_correlationIds.TypedValue, _causationIds.TypedValue, _headers.TypedValue) = (null, null, null);
        var (row, place, last) = (0, 0, default(StreamId));
        foreach (var item in items)
        {
            var request = item.Request;
            place = request.Stream == last ? place : 0;
            last = request.Stream;
            for (var i = 0; i < request.Records.Count; i++, row++)
            {
                Set(row, item, ++place);
                Set(row, request.Records[i]);
            }
        }
    }

    private void Set(int row, AppendItem item, int place)
    {
        _streams.TypedValue![row] = item.Stream;
        if (item.Request.Expected.Number is { } expected)
        {
            Others(_expected)[row] = expected;
        }

        if (place > 1)
        {
            // Those before are first ones.
            var isNew = _places.TypedValue is null;
            var places = Others(_places);
            if (isNew)
            {
                System.Array.Fill(places, 1);
            }

            places[row] = place;
        }

        if (item.KnownNumber > 0)
        {
            Others(_known)[row] = item.KnownNumber;
        }
    }

    private void Set(int row, NewRecord record)
    {
        _ids.TypedValue![row] = record.Id;
        _types.TypedValue![row] = record.Type;
        _times.TypedValue![row] = record.Time.UtcDateTime;
        _data.TypedValue![row] = record.Data;
        if (record.CorrelationId is not null)
        {
            Others(_correlationIds)[row] = record.CorrelationId;
        }

        if (record.CausationId is not null)
        {
            Others(_causationIds)[row] = record.CausationId;
        }

        if (!record.Headers.IsEmpty)
        {
            Others(_headers)[row] = record.Headers;
        }
    }

    private T[] Others<T>(NpgsqlParameter<T[]> parameter) => parameter.TypedValue ??= new T[_ids.TypedValue!.Length];

    private static NpgsqlParameter<T[]> Array<T>(NpgsqlDbType elementType) => new() { NpgsqlDbType = NpgsqlDbType.Array | elementType };
}
