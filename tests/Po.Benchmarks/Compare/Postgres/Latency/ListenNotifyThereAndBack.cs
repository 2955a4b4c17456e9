using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Po.Benchmarks;

// From NOTIFY in this process to the notification with which another process has answered: there and back, all connections kept.
internal sealed class ListenNotifyThereAndBack(PlainPostgres plain, OtherProcess echo) : ISide
{
    public const string Channel = "bench_back";

    private int _number;

    public static async Task<ISide> CreateAsync()
    {
        var plain = await PlainPostgres.CreateAsync(2);
        return new ListenNotifyThereAndBack(plain, await OtherProcess.StartAsync(EchoCommand.Name, plain.ConnectionString));
    }

    public async Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        await using var sending = await plain.DataSource.OpenConnectionAsync(cancellationToken);
        await using var notify = ListenNotifyAcross.CreateNotify(sending, ListenNotifyAcross.Channel);
        await notify.PrepareAsync(cancellationToken);
        await using var listening = await plain.DataSource.OpenConnectionAsync(cancellationToken);
        TaskCompletionSource<long> expected = new();
        listening.Notification += (_, _) => Volatile.Read(ref expected).TrySetResult(Stopwatch.GetTimestamp());
        await ListenNotify.ListenAsync(listening, Channel, cancellationToken);

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waiting = ListenNotify.WaitAsync(listening, stopping.Token);
        var measurement = await Paced.RunAsync(plan, async _ =>
        {
            var arrival = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref expected, arrival);
            notify.Parameters[1].Value = (++_number).ToString(CultureInfo.InvariantCulture);
            var started = Stopwatch.GetTimestamp();
            await notify.ExecuteNonQueryAsync(cancellationToken);
            var arrived = await Patience.WaitForAsync("an answer", arrival.Task, cancellationToken);
            return Stopwatch.GetElapsedTime(started, arrived);
        }, cancellationToken);
        await stopping.CancelAsync();
        await waiting;
        return measurement;
    }

    public async ValueTask DisposeAsync()
    {
        await echo.DisposeAsync();
        await plain.DisposeAsync();
    }
}
