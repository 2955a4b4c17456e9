using System.Diagnostics;
using System.Text.Json;

namespace Po.Benchmarks;

internal sealed class PlainSqliteRead(PlainSqlite database) : ISide
{
    public static Task<ISide> CreateAsync(RunPlan plan)
    {
        var database = new PlainSqlite();
        using var transaction = database.Connection.BeginTransaction();
        for (var i = 0; i < plan.Records; i++)
        {
            var data = JsonSerializer.SerializeToUtf8Bytes(OrderPlaced.Sample(i), BenchmarkJson.Default.OrderPlaced);
            database.Insert($"orders-{i / 500 % 1_000}-{i / 500_000}", (i % 500) + 1, data, transaction);
        }

        transaction.Commit();
        return Task.FromResult<ISide>(new PlainSqliteRead(database));
    }

    public Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        using var select = database.Connection.CreateCommand();
        select.CommandText = """
            SELECT global_number, stream, number, id, message_type, data, headers, correlation_id, causation_id, recorded_at
            FROM records WHERE stream_group = 'orders' AND global_number > $position ORDER BY global_number LIMIT 1000
            """;
        var position = select.Parameters.Add("$position", Microsoft.Data.Sqlite.SqliteType.Integer);
        select.Prepare();
        var allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        var started = Stopwatch.GetTimestamp();
        long last = 0;
        var read = 0;
        int rows;
        do
        {
            rows = 0;
            position.Value = last;
            using var reader = select.ExecuteReader();
            while (reader.Read())
            {
                rows++;
                last = reader.GetInt64(0);
                _ = reader.GetString(1);
                _ = reader.GetInt64(2);
                var message = JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(5), BenchmarkJson.Default.OrderPlaced);
                read += message is null ? 0 : 1;
            }
        }
        while (rows > 0);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return Task.FromResult(new Measurement(
            read / seconds, 0, 0, (GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore) / (double)read));
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
