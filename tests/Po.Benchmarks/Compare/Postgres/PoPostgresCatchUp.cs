using System.Diagnostics;

namespace Po.Benchmarks;

// New subscriptions of one group, all started at once, until the last has caught up; their handlers count. One more may fail all the time.
internal sealed class PoPostgresCatchUp(PoPostgres po, int subscriptions, bool hasFailing) : ISide
{
    public static async Task<ISide> CreateAsync(
        RunPlan plan, int subscriptions = 1, int? connections = null, bool hasFailing = false)
    {
        var po = await PoPostgres.CreateAsync(connections: connections);
        await po.FillAsync(plan.Records);
        return new PoPostgresCatchUp(po, subscriptions, hasFailing);
    }

    public async Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        var handled = new long[subscriptions];
        var run = Guid.NewGuid().ToString("N")[..8];
        var running = new List<ISubscription>();
        var allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        var started = Stopwatch.GetTimestamp();
        var failing = hasFailing ? await FailAsync(run, cancellationToken) : null;
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
        if (running.Find(subscription => subscription.LastError is not null) is { } troubled)
        {
            throw new InvalidOperationException($"Subscription '{troubled.Id}' has failed.", troubled.LastError);
        }

        await (failing?.DisposeAsync() ?? ValueTask.CompletedTask);
        foreach (var subscription in running)
        {
            await subscription.DisposeAsync();
        }

        return handled.All(count => count == plan.Records)
            ? new Measurement(plan.Records / elapsed.TotalSeconds, elapsed.TotalMilliseconds, 0, allocated / (double)handled.Sum())
            : throw new InvalidOperationException($"{plan.Records} records are stored, {string.Join(", ", handled)} were handled.");
    }

    public ValueTask DisposeAsync() => po.DisposeAsync();

    // As fast as it may: a retry every millisecond.
    private ValueTask<ISubscription> FailAsync(string run, CancellationToken cancellationToken) => po.Po.SubscribeAsync(
        $"failing-{run}",
        new StreamId("orders"),
        Handler.Create(_ => throw new InvalidOperationException("It always fails.")),
        new SubscriptionOptions
        {
            MaxAttempts = int.MaxValue,
            RetryDelay = TimeSpan.FromMilliseconds(1),
            MaxRetryDelay = TimeSpan.FromMilliseconds(1),
        },
        cancellationToken);
}
