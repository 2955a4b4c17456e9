using System.Diagnostics;

namespace Po.Benchmarks;

// From the call of AppendAsync in this process to the call of the handler in another.
internal sealed class PoPostgresCrossLatency(PoPostgres po, OtherProcess subscriber) : ISide
{
    public static async Task<ISide> CreateAsync()
    {
        var po = await PoPostgres.CreateAsync();
        return new PoPostgresCrossLatency(po, await OtherProcess.StartAsync(SubscriberCommand.Name, po.ConnectionString));
    }

    public Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken) =>
        Paced.RunAsync(plan, async i =>
        {
            var started = Stopwatch.GetTimestamp();
            var appended = await po.Po.AppendAsync(
                new StreamId("orders", "latency"), OrderPlaced.Sample(i), cancellationToken: cancellationToken);
            var handled = await subscriber.WhenHeardAsync(appended.LastGlobalNumber, cancellationToken);
            return Stopwatch.GetElapsedTime(started, handled);
        }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await subscriber.DisposeAsync();
        await po.DisposeAsync();
    }
}
