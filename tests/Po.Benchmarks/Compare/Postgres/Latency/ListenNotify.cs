using System.Diagnostics;
using Npgsql;

namespace Po.Benchmarks;

// From NOTIFY on one connection to the notification on another, both kept, in one process: what PostgreSQL itself needs to wake somebody.
internal sealed class ListenNotify(PlainPostgres plain) : ISide
{
    public static async Task<ISide> CreateAsync() => new ListenNotify(await PlainPostgres.CreateAsync(2));

    public async Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        await using var sending = await plain.DataSource.OpenConnectionAsync(cancellationToken);
        await using var notify = new NpgsqlCommand("NOTIFY bench", sending);
        await using var listening = await plain.DataSource.OpenConnectionAsync(cancellationToken);
        await ListenAsync(listening, "bench", cancellationToken);

        TaskCompletionSource<long> expected = new();
        listening.Notification += (_, _) => Volatile.Read(ref expected).TrySetResult(Stopwatch.GetTimestamp());
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waiting = WaitAsync(listening, stopping.Token);
        var measurement = await Paced.RunAsync(plan, async _ =>
        {
            var arrival = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref expected, arrival);
            var started = Stopwatch.GetTimestamp();
            await notify.ExecuteNonQueryAsync(cancellationToken);
            var arrived = await Patience.WaitForAsync("a notification", arrival.Task, cancellationToken);
            return Stopwatch.GetElapsedTime(started, arrived);
        }, cancellationToken);
        await stopping.CancelAsync();
        await waiting;
        return measurement;
    }

    public ValueTask DisposeAsync() => plain.DisposeAsync();

    public static async Task ListenAsync(NpgsqlConnection listening, string channel, CancellationToken cancellationToken)
    {
        await using var listen = new NpgsqlCommand($"LISTEN {channel}", listening);
        await listen.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task WaitAsync(NpgsqlConnection listening, CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await listening.WaitAsync(stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // The round is over.
        }
    }
}
