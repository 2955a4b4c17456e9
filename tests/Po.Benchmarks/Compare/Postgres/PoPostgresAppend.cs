namespace Po.Benchmarks;

// Appends of one or several messages without an expected number, each caller to its own stream, or all to one.
internal sealed class PoPostgresAppend(PoPostgres po, int callers, int messages, bool oneStream) : ISide
{
    public static async Task<ISide> CreateAsync(int callers, int messages = 1, bool oneStream = false) =>
        new PoPostgresAppend(await PoPostgres.CreateAsync(), callers, messages, oneStream);

    public Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        var streams = new StreamId[callers];
        return AppendRound.RunAsync(callers, messages, plan, po.Stored, async (stream, caller, i) =>
        {
            if (i == 0)
            {
                streams[caller] = oneStream ? new StreamId("orders", "hot") : StreamId.Parse(stream);
            }

            await AppendAsync(streams[caller], i, cancellationToken);
        }, cancellationToken);
    }

    public ValueTask DisposeAsync() => po.DisposeAsync();

    private ValueTask<AppendResult> AppendAsync(StreamId stream, int call, CancellationToken cancellationToken)
    {
        if (messages == 1)
        {
            return po.Po.AppendAsync(stream, OrderPlaced.Sample(call), cancellationToken: cancellationToken);
        }

        var all = new object[messages];
        for (var i = 0; i < messages; i++)
        {
            all[i] = OrderPlaced.Sample((call * messages) + i);
        }

        return po.Po.AppendAsync(stream, all, cancellationToken: cancellationToken);
    }
}
