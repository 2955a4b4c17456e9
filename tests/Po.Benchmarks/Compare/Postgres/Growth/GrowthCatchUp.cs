using System.Diagnostics;

namespace Po.Benchmarks;

// Catch-up of a group of a thousand messages that are spread over a store of so many records, again and again.
internal sealed class GrowthCatchUp(PoPostgres po, long records) : ISide
{
    public static async Task<ISide> CreateAsync(long records) =>
        new GrowthCatchUp(await GrowthStores.GetAsync(records), records);

    public async Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        var expected = GrowthStores.CountRefunds(records);
        var messages = 0L;
        var running = TimeSpan.Zero;
        while (running < plan.Time)
        {
            var handled = 0L;
            var started = Stopwatch.GetTimestamp();
            await using var subscription = await po.Po.SubscribeAsync(
                $"growth-{Guid.NewGuid():N}",
                new StreamId("refunds"),
                Handler.Create(_ => handled++),
                cancellationToken: cancellationToken);
            await subscription.WhenCaughtUpAsync(cancellationToken);
            running += Stopwatch.GetElapsedTime(started);
            messages += handled == expected
                ? handled
                : throw new InvalidOperationException($"{expected} refunds are stored, {handled} were handled.");
        }

        return new Measurement(messages / running.TotalSeconds, 0, 0, 0);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
