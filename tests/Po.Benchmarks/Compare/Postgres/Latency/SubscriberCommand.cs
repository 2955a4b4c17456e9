using System.CommandLine;

namespace Po.Benchmarks;

// The other process of latency-cross-process: its handler says when it was called with a message.
internal static class SubscriberCommand
{
    public const string Name = "subscriber";

    public static Command Create() => OtherProcess.CreateCommand(Name, RunAsync);

    private static async Task<int> RunAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var po = PoPostgres.Open(connectionString);
        await using var subscription = await po.SubscribeAsync(
            "latency",
            new StreamId("orders"),
            Handler.Create(message => OtherProcess.Hear(message.GlobalNumber)),
            cancellationToken: cancellationToken);
        await subscription.WhenCaughtUpAsync(cancellationToken);
        await OtherProcess.StayAsync(cancellationToken);
        return 0;
    }
}
