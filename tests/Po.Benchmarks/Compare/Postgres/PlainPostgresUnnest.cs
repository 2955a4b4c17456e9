using Npgsql;
using NpgsqlTypes;

namespace Po.Benchmarks;

// Several rows in one prepared INSERT through unnest, on connections from the pool.
internal sealed class PlainPostgresUnnest(PlainPostgres plain, int callers, int rows) : ISide
{
    private const string Insert = """
        INSERT INTO records (stream, stream_group, number, message_id, message_type, data)
        SELECT $1, $2, r.number, r.message_id, $3, r.data
        FROM unnest($4, $5, $6) AS r (number, message_id, data)
        """;

    public static async Task<ISide> CreateAsync(int callers, int rows) =>
        new PlainPostgresUnnest(await PlainPostgres.CreateAsync(callers), callers, rows);

    public Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken) =>
        AppendRound.RunAsync(callers, rows, plan, plain.Stored, async (stream, _, i) =>
        {
            await using var connection = await plain.DataSource.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(Insert, connection)
            {
                Parameters =
                {
                    new NpgsqlParameter<string> { TypedValue = stream, NpgsqlDbType = NpgsqlDbType.Text },
                    new NpgsqlParameter<string> { TypedValue = "orders", NpgsqlDbType = NpgsqlDbType.Text },
                    new NpgsqlParameter<string> { TypedValue = "order-placed", NpgsqlDbType = NpgsqlDbType.Text },
                    Array(n => (long)n, i),
                    Array(_ => Guid.CreateVersion7(), i),
                    Array(PlainPostgres.Serialize, i),
                },
            };
            await command.PrepareAsync(cancellationToken);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }, cancellationToken);

    public ValueTask DisposeAsync() => plain.DisposeAsync();

    private NpgsqlParameter<T[]> Array<T>(Func<int, T> value, int call)
    {
        var values = new T[rows];
        for (var row = 0; row < rows; row++)
        {
            values[row] = value((call * rows) + row + 1);
        }

        return new NpgsqlParameter<T[]> { TypedValue = values };
    }
}
