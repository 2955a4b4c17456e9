using System.Globalization;
using Po.Specification;

namespace Po.Sqlite.Tests.Crashes;

/// <summary>What this test program does when it is started as the child of a test.</summary>
internal static class ChildProgram
{
    public const string Argument = "--child";

    private const int Callers = 4;
    private const int Streams = 3;

    public static Task RunAsync(string[] arguments) => arguments switch
    {
        [Argument, "append", var database] => AppendAsync(database),
        [Argument, "hold", var database, var subscription] => HoldAsync(database, subscription),
        _ => throw new ArgumentException("append DATABASE or hold DATABASE SUBSCRIPTION", nameof(arguments)),
    };

    /// <summary>The records of one append have one correlation id, which ends with their number.</summary>
    public static int SizeOf(string correlationId) =>
        int.Parse(correlationId.AsSpan(correlationId.IndexOf('/', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);

    // Appends for as long as it lives, from several callers, and says of each append that has succeeded what it was.
    private static async Task AppendAsync(string database)
    {
        var store = new SqliteStore(new SqliteStoreOptions { Database = database });
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            while (true)
            {
                var size = random.Next(1, 5);
                var correlationId = $"{Guid.NewGuid()}/{size}";
                NewRecord[] records = [.. A.Records(size, random.Next(2_000)).Select(record => record with { CorrelationId = correlationId })];
                await store.AppendAsync(
                    A.Append(new StreamId("orders", $"{random.Next(Streams)}"), records), CancellationToken.None);
                await Console.Out.WriteLineAsync(correlationId);
            }
        })));
    }

    // Holds a position and an append that is not committed.
    private static async Task HoldAsync(string database, string subscription)
    {
        var store = new SqliteStore(new SqliteStoreOptions { Database = database });
        await using var transaction = await store.BeginAsync(CancellationToken.None);
        var position = await transaction.TryLockPositionAsync(subscription, CancellationToken.None);
        await transaction.AppendAsync(A.Append(new StreamId("orders", "1"), A.Record()), CancellationToken.None);
        await Console.Out.WriteLineAsync($"holding {position}");
        await Console.In.ReadLineAsync();
    }
}
