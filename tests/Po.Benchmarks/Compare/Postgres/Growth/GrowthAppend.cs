namespace Po.Benchmarks;

// Appends by many callers to a store that holds so many records already. A small one is prepared anew for each round: in a round it
// grows by more than it held.
internal sealed class GrowthAppend(long records, bool anew) : ISide
{
    private const int Callers = 32;

    public static async Task<ISide> CreateAsync(long records, bool anew = false)
    {
        await (anew ? Task.CompletedTask : GrowthStores.GetAsync(records));
        return new GrowthAppend(records, anew);
    }

    public async Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        var po = await (anew ? GrowthStores.CreateAsync(records) : GrowthStores.GetAsync(records));
        try
        {
            // Opens the connections, of which a new store has none.
            await AppendAsync(po, plan with { Time = plan.Time / 10 }, cancellationToken);
            return await AppendAsync(po, plan, cancellationToken);
        }
        finally
        {
            await (anew ? po.DisposeAsync() : ValueTask.CompletedTask);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static Task<Measurement> AppendAsync(PoPostgres po, RunPlan plan, CancellationToken cancellationToken) =>
        AppendRound.RunAsync(Callers, 1, plan, po.Stored, async (stream, _, i) =>
            await po.Po.AppendAsync(StreamId.Parse(stream), OrderPlaced.Sample(i), cancellationToken: cancellationToken),
            cancellationToken);
}
