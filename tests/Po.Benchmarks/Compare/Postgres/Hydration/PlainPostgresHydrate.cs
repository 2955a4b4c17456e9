using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Po.Benchmarks;

// The driver alone: the snapshot's row, then 500 messages with every column, both prepared, on one pooled connection; made objects of and folded.
internal sealed class PlainPostgresHydrate(PlainPostgres plain) : ISide
{
    private const string Stream = "orders-hot";

    private const string Fill = """
        CREATE TABLE snapshots (stream text COLLATE "C", name text COLLATE "C", number bigint, global_number bigint, shape text, data bytea,
            PRIMARY KEY (stream, name));
        UPDATE records SET stream = 'orders-hot', number = global_number
        """;

    private const string SelectSnapshot = "SELECT number, global_number, shape, data FROM snapshots WHERE stream = $1 AND name = $2";

    private const string SelectRecords = $"""
        SELECT {PlainPostgresRead.Columns}
        FROM records WHERE stream = $1 AND number >= $2 ORDER BY number LIMIT 1000
        """;

    public static async Task<ISide> CreateAsync()
    {
        var plain = await PlainPostgres.CreateAsync(1);
        await plain.FillAsync(Turnover.Messages);
        await plain.ExecuteAsync(Fill);
        await plain.ExecuteAsync("VACUUM FULL ANALYZE records");
        var sums = new Turnover.Sums();
        for (var i = 0; i < Turnover.Snapshot - 1; i++)
        {
            sums.Add(OrderPlaced.Sample(i));
        }

        await using var insert = plain.DataSource.CreateCommand("INSERT INTO snapshots VALUES ($1, 'turnover', $2, $2, 'shape', $3)");
        insert.Parameters.Add(Text(Stream));
        insert.Parameters.Add(Number(Turnover.Snapshot - 1));
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = JsonSerializer.SerializeToUtf8Bytes(sums, TurnoverJson.Default.Sums) });
        await insert.ExecuteNonQueryAsync();
        return new PlainPostgresHydrate(plain);
    }

    public Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken) =>
        Callers.RunAsync(1, 1, plan.Time, async (_, _) =>
        {
            await using var connection = await plain.DataSource.OpenConnectionAsync(cancellationToken);
            var (sums, number) = await ReadSnapshotAsync(connection, cancellationToken);
            await FoldAsync(connection, sums, number + 1, cancellationToken);
            if (sums.Orders != Turnover.Messages)
            {
                throw new InvalidOperationException($"{Turnover.Messages} messages are stored, {sums.Orders} were folded.");
            }
        });

    public ValueTask DisposeAsync() => plain.DisposeAsync();

    private static async ValueTask<(Turnover.Sums Sums, long Number)> ReadSnapshotAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(SelectSnapshot, connection) { Parameters = { Text(Stream), Text("turnover") } };
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        _ = reader.GetInt64(1);
        _ = reader.GetString(2);
        return (JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(3), TurnoverJson.Default.Sums)!, reader.GetInt64(0));
    }

    private static async ValueTask FoldAsync(NpgsqlConnection connection, Turnover.Sums sums, long from, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(SelectRecords, connection) { Parameters = { Text(Stream), Number(from) } };
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (_, data) = PlainPostgresRead.ReadRow(reader);
            sums.Add(JsonSerializer.Deserialize(data, BenchmarkJson.Default.OrderPlaced)!);
        }
    }

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value };
}
