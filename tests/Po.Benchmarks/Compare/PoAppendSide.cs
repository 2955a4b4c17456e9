namespace Po.Benchmarks;

internal sealed class PoAppendSide(PoFixture fixture, int callers) : ISide
{
    private readonly PoEngine _po = fixture.CreateEngine();

    public Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        var streams = Enumerable.Range(0, callers).Select(caller => new StreamId("orders", $"{run}-{caller}")).ToArray();
        return Callers.RunAsync(callers, 1, plan.Time, async (caller, i) =>
            await _po.AppendAsync(streams[caller], OrderPlaced.Sample(i), cancellationToken: cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await _po.DisposeAsync();
        await fixture.DisposeAsync();
    }
}
