using System.Diagnostics;

namespace Po.Benchmarks;

internal sealed class PoCatchUpSide(PoFixture fixture) : ISide
{
    private readonly PoEngine _po = fixture.CreateEngine();

    public async Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        await FillAsync(plan.Records, cancellationToken);
        var handled = 0;
        var allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        var started = Stopwatch.GetTimestamp();
        await using var subscription = await _po.SubscribeAsync(
            $"catch-up-{Guid.NewGuid():N}", new StreamId("orders"), Handler.Create(_ => handled++), cancellationToken: cancellationToken);
        await subscription.WhenCaughtUpAsync(cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new Measurement(
            handled / seconds, 0, 0, (GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore) / (double)handled);
    }

    public async ValueTask DisposeAsync()
    {
        await _po.DisposeAsync();
        await fixture.DisposeAsync();
    }

    private async Task FillAsync(int records, CancellationToken cancellationToken)
    {
        var number = await fixture.Store.ReadHorizonAsync(cancellationToken);
        while (number < records)
        {
            var batch = Enumerable.Range((int)number, 500).Select(i => (object)OrderPlaced.Sample(i)).ToArray();
            number = (await _po.AppendAsync(new StreamId("orders", $"{number % 1_000}"), batch, cancellationToken: cancellationToken)).LastGlobalNumber;
        }
    }
}
