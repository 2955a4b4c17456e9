using System.Diagnostics;
using Npgsql;

namespace Po.Benchmarks;

// The least that an application does without a store to hand a message to another process: a prepared INSERT, after its commit NOTIFY, and
// there the page that holds the row. Without positions, without locks, and losing whatever is committed out of order.
internal sealed class PlainPostgresNotifyAndRead(PlainPostgres plain, OtherProcess reader) : ISide
{
    private int _number;

    public static async Task<ISide> CreateAsync()
    {
        var plain = await PlainPostgres.CreateAsync(2);
        return new PlainPostgresNotifyAndRead(plain, await OtherProcess.StartAsync(ReaderCommand.Name, plain.ConnectionString));
    }

    public async Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        await using var sending = await plain.DataSource.OpenConnectionAsync(cancellationToken);
        await using var notify = new NpgsqlCommand($"NOTIFY {ListenNotifyAcross.Channel}", sending);
        return await Paced.RunAsync(plan, async _ =>
        {
            var started = Stopwatch.GetTimestamp();
            await using (var connection = await plain.DataSource.OpenConnectionAsync(cancellationToken))
            {
                await PlainPostgres.InsertAsync(connection, "orders-latency", ++_number, cancellationToken);
            }

            await notify.ExecuteNonQueryAsync(cancellationToken);
            return Stopwatch.GetElapsedTime(started, await reader.WhenHeardAsync(_number, cancellationToken));
        }, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await reader.DisposeAsync();
        await plain.DisposeAsync();
    }
}
