using System.Diagnostics;

namespace Po.Benchmarks;

// New subscriptions of one group, all started at once, until the last has caught up; their handlers count.
internal sealed class PoPostgresCatchUp(PoPostgres po, int subscriptions) : ISide
{
    public static async Task<ISide> CreateAsync(RunPlan plan, int subscriptions = 1)
    {
        var po = await PoPostgres.CreateAsync();
        await po.FillAsync(plan.Records);
        return new PoPostgresCatchUp(po, subscriptions);
    }

    public async Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        var handled = new long[subscriptions];
        var run = Guid.NewGuid().ToString("N")[..8];
        var running = new List<ISubscription>();
        var allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < subscriptions; i++)
        {
            var mine = i;
            running.Add(await po.Po.SubscribeAsync(
                $"catch-up-{run}-{i}",
                new StreamId("orders"),
                Handler.Create(_ => handled[mine]++),
                cancellationToken: cancellationToken));
        }

        await Task.WhenAll(running.Select(subscription => subscription.WhenCaughtUpAsync(cancellationToken).AsTask()));
        var elapsed = Stopwatch.GetElapsedTime(started);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
        foreach (var subscription in running)
        {
            await subscription.DisposeAsync();
        }

        return handled.All(count => count == plan.Records)
            ? new Measurement(plan.Records / elapsed.TotalSeconds, elapsed.TotalMilliseconds, 0, allocated / (double)handled.Sum())
            : throw new InvalidOperationException($"{plan.Records} records are stored, {string.Join(", ", handled)} were handled.");
    }

    public ValueTask DisposeAsync() => po.DisposeAsync();
}
