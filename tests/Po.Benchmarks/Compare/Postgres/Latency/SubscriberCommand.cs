using System.CommandLine;
using System.Diagnostics;

namespace Po.Benchmarks;

// The other process of latency-cross-process: writes a line for each message, its number and when the handler was called. That
// time is of the machine's monotonic clock, which all its processes share. Ends with its input.
internal static class SubscriberCommand
{
    public const string Name = "subscriber";
    public const string Ready = "ready";

    public static Command Create()
    {
        var database = new Argument<string>("connection-string");
        var command = new Command(Name, "Part of compare.") { database };
        command.Hidden = true;
        command.SetAction((result, cancellationToken) => RunAsync(result.GetValue(database)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var po = PoPostgres.Open(connectionString);
        await using var subscription = await po.SubscribeAsync(
            "latency",
            new StreamId("orders"),
            Handler.Create(message =>
            {
                var now = Stopwatch.GetTimestamp();
                Console.WriteLine($"{message.GlobalNumber} {now}");
            }),
            cancellationToken: cancellationToken);
        await subscription.WhenCaughtUpAsync(cancellationToken);
        Console.WriteLine(Ready);

        // The console has no asynchronous reads: a thread of its own waits for the end.
        await Task.Run(Console.In.ReadToEnd, cancellationToken);
        return 0;
    }
}
