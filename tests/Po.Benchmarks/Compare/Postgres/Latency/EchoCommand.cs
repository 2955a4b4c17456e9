using System.CommandLine;
using System.Threading.Channels;
using Npgsql;

namespace Po.Benchmarks;

// The other process of latency-cross-process-round-trip: answers each notification with one of its own, each on a kept connection.
internal static class EchoCommand
{
    public const string Name = "echo";

    public static Command Create() => OtherProcess.CreateCommand(Name, RunAsync);

    private static async Task<int> RunAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var dataSource = PostgresBench.Open(connectionString);
        await using var listening = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var answering = await dataSource.OpenConnectionAsync(cancellationToken);
        var heard = Channel.CreateUnbounded<string>();
        listening.Notification += (_, notification) => heard.Writer.TryWrite(notification.Payload);
        await ListenNotify.ListenAsync(listening, ListenNotifyAcross.Channel, cancellationToken);

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waiting = ListenNotify.WaitAsync(listening, stopping.Token);
        var answers = AnswerAsync(heard.Reader, answering);
        await OtherProcess.StayAsync(cancellationToken);
        await stopping.CancelAsync();
        await waiting;
        heard.Writer.Complete();
        await answers;
        return 0;
    }

    private static async Task AnswerAsync(ChannelReader<string> heard, NpgsqlConnection answering)
    {
        await using var notify = ListenNotifyAcross.CreateNotify(answering, ListenNotifyThereAndBack.Channel);
        await notify.PrepareAsync();
        await foreach (var payload in heard.ReadAllAsync())
        {
            notify.Parameters[1].Value = payload;
            await notify.ExecuteNonQueryAsync();
        }
    }
}
