namespace Po.Benchmarks;

// One round of appends: every caller has a stream of its own, and what was acknowledged is counted in the database afterwards.
internal static class AppendRound
{
    public static async Task<Measurement> RunAsync(
        int callers,
        int messagesPerCall,
        RunPlan plan,
        StoredRows stored,
        Func<string, int, int, ValueTask> append,
        CancellationToken cancellationToken)
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        var streams = Enumerable.Range(0, callers).Select(caller => $"orders-{run}.{caller}").ToArray();
        var acknowledged = new long[callers];
        await stored.BeginAsync(cancellationToken);
        var measurement = await Callers.RunAsync(callers, messagesPerCall, plan.Time, async (caller, i) =>
        {
            await append(streams[caller], caller, i);
            acknowledged[caller] = i + 1;
        });
        await stored.ExpectAsync(acknowledged.Sum() * messagesPerCall, cancellationToken);
        return measurement;
    }
}
