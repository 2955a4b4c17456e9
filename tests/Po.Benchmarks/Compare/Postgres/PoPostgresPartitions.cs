using System.Diagnostics;

namespace Po.Benchmarks;

// A new subscription whose handler waits for 5 ms, as for a service elsewhere, until it has caught up.
internal sealed class PoPostgresPartitions(PoPostgres po, int partitions) : ISide
{
    private const int Records = 2_000;

    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(5);

    public static async Task<ISide> CreateAsync(int partitions)
    {
        var po = await PoPostgres.CreateAsync();
        await po.FillAsync(Records);
        return new PoPostgresPartitions(po, partitions);
    }

    public async Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        var handled = 0;
        var started = Stopwatch.GetTimestamp();
        await using var subscription = await po.Po.SubscribeAsync(
            $"partitions-{Guid.NewGuid():N}",
            new StreamId("orders"),
            Handler.Create(async (_, token) =>
            {
                await Task.Delay(Wait, token);
                Interlocked.Increment(ref handled);
            }),
            new SubscriptionOptions { Partitions = partitions },
            cancellationToken);
        await subscription.WhenCaughtUpAsync(cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(started);
        return handled == Records && subscription.LastError is null
            ? new Measurement(Records / elapsed.TotalSeconds, elapsed.TotalMilliseconds, 0, 0)
            : throw new InvalidOperationException($"{Records} records are stored, {handled} were handled.", subscription.LastError);
    }

    public ValueTask DisposeAsync() => po.DisposeAsync();
}
