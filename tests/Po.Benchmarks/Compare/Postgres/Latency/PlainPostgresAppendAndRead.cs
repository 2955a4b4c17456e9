using System.Diagnostics;
using Npgsql;

namespace Po.Benchmarks;

// The least that any store does between an append and its handler: the append, then reading the page that holds it.
internal sealed class PlainPostgresAppendAndRead(PlainPostgres plain) : ISide
{
    private int _number;

    public static async Task<ISide> CreateAsync() => new PlainPostgresAppendAndRead(await PlainPostgres.CreateAsync(1));

    public async Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        await using var reading = await plain.DataSource.OpenConnectionAsync(cancellationToken);
        await using var page = PlainPostgresRead.CreateCommand(reading);
        await page.PrepareAsync(cancellationToken);
        var position = 0L;
        var readBefore = await PlainPostgresRead.ReadPageAsync(page, position, deserialize: true, cancellationToken);
        for (position = readBefore.Position; readBefore.Rows > 0; position = readBefore.Position)
        {
            readBefore = await PlainPostgresRead.ReadPageAsync(page, position, deserialize: true, cancellationToken);
        }

        return await Paced.RunAsync(plan, async _ =>
        {
            var started = Stopwatch.GetTimestamp();
            await using (var connection = await plain.DataSource.OpenConnectionAsync(cancellationToken))
            {
                await PlainPostgres.InsertAsync(connection, "orders-latency", ++_number, cancellationToken);
            }

            (var rows, position) = await PlainPostgresRead.ReadPageAsync(page, position, deserialize: true, cancellationToken);
            return rows == 1
                ? Stopwatch.GetElapsedTime(started)
                : throw new InvalidOperationException($"One record was appended, {rows} were read.");
        }, cancellationToken);
    }

    public ValueTask DisposeAsync() => plain.DisposeAsync();
}
