using System.CommandLine;
using System.Globalization;
using Npgsql;

namespace Po.Benchmarks;

// The other process of what latency-cross-process is measured against: a connection of the driver that listens, and nothing else.
internal static class ListenerCommand
{
    public const string Name = "listener";

    public static Command Create() => OtherProcess.CreateCommand(Name, RunAsync);

    private static async Task<int> RunAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var dataSource = PostgresBench.Open(connectionString);
        await using var listening = await dataSource.OpenConnectionAsync(cancellationToken);
        listening.Notification += (_, notification) => OtherProcess.Hear(long.Parse(notification.Payload, CultureInfo.InvariantCulture));
        await ListenNotify.ListenAsync(listening, ListenNotifyAcross.Channel, cancellationToken);

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waiting = ListenNotify.WaitAsync(listening, stopping.Token);
        await OtherProcess.StayAsync(cancellationToken);
        await stopping.CancelAsync();
        await waiting;
        return 0;
    }
}
