namespace Po.Benchmarks;

// Reads streams of ten messages, chosen at random, in a store that holds so many records.
internal sealed class GrowthReadStream(PoPostgres po, long records) : ISide
{
    private const int Callers = 8;

    public static async Task<ISide> CreateAsync(long records) =>
        new GrowthReadStream(await GrowthStores.GetAsync(records), records);

    public Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        var random = Enumerable.Range(0, Callers).Select(caller => new Random(caller)).ToArray();
        return Po.Benchmarks.Callers.RunAsync(Callers, SampleRows.PerStream, plan.Time, async (caller, _) =>
        {
            var stream = StreamId.Parse(SampleRows.Stream(random[caller].NextInt64(records), "orders"));
            var read = 0;
            await foreach (var message in po.Po.ReadAsync(stream, cancellationToken: cancellationToken))
            {
                read += message.Data is OrderPlaced ? 1 : 0;
            }

            // One of ten is a refund in some streams.
            if (read is not (SampleRows.PerStream or SampleRows.PerStream - 1))
            {
                throw new InvalidOperationException($"{stream} has {read} messages.");
            }
        });
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
