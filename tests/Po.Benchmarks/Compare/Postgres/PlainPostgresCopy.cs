using Npgsql;
using NpgsqlTypes;

namespace Po.Benchmarks;

// Binary COPY of many rows and one commit: as fast as rows get into PostgreSQL.
internal sealed class PlainPostgresCopy(PlainPostgres plain, int callers, int rows) : ISide
{
    private const string Copy =
        "COPY records (stream, stream_group, number, message_id, message_type, data) FROM STDIN (FORMAT binary)";

    public static async Task<ISide> CreateAsync(int callers, int rows) =>
        new PlainPostgresCopy(await PlainPostgres.CreateAsync(callers), callers, rows);

    public Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken) =>
        AppendRound.RunAsync(callers, rows, plan, plain.Stored, async (stream, _, i) =>
        {
            await using var connection = await plain.DataSource.OpenConnectionAsync(cancellationToken);
            await using var writer = await connection.BeginBinaryImportAsync(Copy, cancellationToken);
            for (var row = 0; row < rows; row++)
            {
                var number = (i * rows) + row + 1;
                await writer.StartRowAsync(cancellationToken);
                await writer.WriteAsync(stream, NpgsqlDbType.Text, cancellationToken);
                await writer.WriteAsync("orders", NpgsqlDbType.Text, cancellationToken);
                await writer.WriteAsync((long)number, NpgsqlDbType.Bigint, cancellationToken);
                await writer.WriteAsync(Guid.CreateVersion7(), NpgsqlDbType.Uuid, cancellationToken);
                await writer.WriteAsync("order-placed", NpgsqlDbType.Text, cancellationToken);
                await writer.WriteAsync(PlainPostgres.Serialize(number), NpgsqlDbType.Bytea, cancellationToken);
            }

            await writer.CompleteAsync(cancellationToken);
        }, cancellationToken);

    public ValueTask DisposeAsync() => plain.DisposeAsync();
}
