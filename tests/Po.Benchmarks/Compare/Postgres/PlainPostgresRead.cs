using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Po.Benchmarks;

// Reads a group in pages of 1,000 on one connection, every column of a message, with and without making objects of the JSON.
internal sealed class PlainPostgresRead(PlainPostgres plain, bool deserialize) : ISide
{
    /// <summary>What <see cref="ReadRow"/> reads, in its order.</summary>
    public const string Columns =
        "global_number, number, recorded_at, message_id, stream, message_type, correlation_id, causation_id, headers, data";

    private const string Select = $"""
        SELECT {Columns}
        FROM records WHERE stream_group = $1 AND global_number > $2 ORDER BY global_number LIMIT 1000
        """;

    public static async Task<ISide> CreateAsync(RunPlan plan, bool deserialize)
    {
        var plain = await PlainPostgres.CreateAsync(1);
        await plain.FillAsync(plan.Records);
        return new PlainPostgresRead(plain, deserialize);
    }

    public static NpgsqlCommand CreateCommand(NpgsqlConnection connection) => new(Select, connection)
    {
        Parameters =
        {
            new NpgsqlParameter<string> { TypedValue = "orders", NpgsqlDbType = NpgsqlDbType.Text },
            new NpgsqlParameter<long>(),
        },
    };

    public static async Task<(int Rows, long Position)> ReadPageAsync(
        NpgsqlCommand command, long position, bool deserialize, CancellationToken cancellationToken)
    {
        ((NpgsqlParameter<long>)command.Parameters[1]).TypedValue = position;
        var rows = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows++;
            (position, var data) = ReadRow(reader);
            if (deserialize && JsonSerializer.Deserialize(data, BenchmarkJson.Default.OrderPlaced) is not { Lines: 7 })
            {
                throw new InvalidOperationException($"Record {position} is not what was stored.");
            }
        }

        return (rows, position);
    }

    /// <summary>Every column of a message, as whoever hands it over needs them.</summary>
    /// <param name="reader">Stands on the row.</param>
    public static (long GlobalNumber, byte[] Data) ReadRow(NpgsqlDataReader reader)
    {
        var globalNumber = reader.GetInt64(0);
        _ = reader.GetInt64(1);
        _ = reader.GetDateTime(2);
        _ = reader.GetGuid(3);
        _ = reader.GetString(4);
        _ = reader.GetString(5);
        _ = reader.IsDBNull(6) ? null : reader.GetString(6);
        _ = reader.IsDBNull(7) ? null : reader.GetString(7);
        _ = reader.GetFieldValue<byte[]>(8);
        return (globalNumber, reader.GetFieldValue<byte[]>(9));
    }

    public async Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        await using var connection = await plain.DataSource.OpenConnectionAsync(cancellationToken);
        await using var command = CreateCommand(connection);
        await command.PrepareAsync(cancellationToken);
        var allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        var started = Stopwatch.GetTimestamp();
        var read = 0;
        var position = 0L;
        for (var rows = -1; rows != 0; read += rows)
        {
            (rows, position) = await ReadPageAsync(command, position, deserialize, cancellationToken);
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
        return read == plan.Records
            ? new Measurement(read / elapsed.TotalSeconds, elapsed.TotalMilliseconds, 0, allocated / (double)read)
            : throw new InvalidOperationException($"{plan.Records} records are stored, {read} were read.");
    }

    public ValueTask DisposeAsync() => plain.DisposeAsync();
}
