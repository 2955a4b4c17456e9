using Npgsql;
using NpgsqlTypes;

namespace Po.Postgres;

// The arrays of append.sql, filled anew for each batch.
internal sealed class AppendParameters
{
    private readonly string[] _streams;
    private readonly long?[] _expected;
    private readonly int[] _places;
    private readonly Guid[] _ids;
    private readonly string[] _types;
    private readonly DateTime[] _times;
    private readonly string?[] _correlationIds;
    private readonly string?[] _causationIds;
    private readonly ReadOnlyMemory<byte>[] _headers;
    private readonly ReadOnlyMemory<byte>[] _data;

    /// <summary>Takes appends that are ordered by stream.</summary>
    /// <param name="requests">The appends.</param>
    public AppendParameters(IReadOnlyList<AppendRequest> requests)
    {
        var count = 0;
        for (var i = 0; i < requests.Count; i++)
        {
            count += requests[i].Records.Count;
        }

        (_streams, _expected, _places) = (new string[count], new long?[count], new int[count]);
        (_ids, _types, _times) = (new Guid[count], new string[count], new DateTime[count]);
        (_correlationIds, _causationIds) = (new string?[count], new string?[count]);
        (_headers, _data) = (new ReadOnlyMemory<byte>[count], new ReadOnlyMemory<byte>[count]);
        var (row, place) = (0, 0);
        for (var append = 0; append < requests.Count; append++)
        {
            var request = requests[append];
            place = append > 0 && requests[append - 1].Stream == request.Stream ? place : 0;
            var stream = request.Stream.ToString();
            for (var i = 0; i < request.Records.Count; i++, row++)
            {
                _streams[row] = stream;
                _expected[row] = request.Expected.Number;
                _places[row] = ++place;
                Set(row, request.Records[i]);
            }
        }
    }

    public void AddTo(NpgsqlBatchCommand command)
    {
        var parameters = command.Parameters;
        parameters.Add(PostgresParameter.Array(_streams, NpgsqlDbType.Text));
        parameters.Add(PostgresParameter.Array(_expected, NpgsqlDbType.Bigint));
        parameters.Add(PostgresParameter.Array(_places, NpgsqlDbType.Integer));
        parameters.Add(PostgresParameter.Array(_ids, NpgsqlDbType.Uuid));
        parameters.Add(PostgresParameter.Array(_types, NpgsqlDbType.Text));
        parameters.Add(PostgresParameter.Array(_times, NpgsqlDbType.TimestampTz));
        parameters.Add(PostgresParameter.Array(_correlationIds, NpgsqlDbType.Text));
        parameters.Add(PostgresParameter.Array(_causationIds, NpgsqlDbType.Text));
        parameters.Add(PostgresParameter.Array(_headers, NpgsqlDbType.Bytea));
        parameters.Add(PostgresParameter.Array(_data, NpgsqlDbType.Bytea));
    }

    private void Set(int row, NewRecord record)
    {
        _ids[row] = record.Id;
        _types[row] = record.Type;
        _times[row] = record.Time.UtcDateTime;
        _correlationIds[row] = record.CorrelationId;
        _causationIds[row] = record.CausationId;
        _headers[row] = record.Headers;
        _data[row] = record.Data;
    }
}
