using System.Diagnostics;

namespace Po.Benchmarks;

// From the call of AppendAsync to the call of the handler, in one process.
internal sealed class PoPostgresLatency : ISide
{
    private static readonly StreamId Stream = new("orders", "latency");

    private readonly PoPostgres _po;
    private TaskCompletionSource<long> _arrival = new();

    private PoPostgresLatency(PoPostgres po) => _po = po;

    public static async Task<ISide> CreateAsync()
    {
        var side = new PoPostgresLatency(await PoPostgres.CreateAsync());
        var handler = Handler.Create(_ => Volatile.Read(ref side._arrival).TrySetResult(Stopwatch.GetTimestamp()));
        var subscription = await side._po.Po.SubscribeAsync("latency", new StreamId("orders"), handler);
        await subscription.WhenCaughtUpAsync();
        return side;
    }

    public Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken) =>
        Paced.RunAsync(plan, async i =>
        {
            var arrival = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _arrival, arrival);
            var started = Stopwatch.GetTimestamp();
            await _po.Po.AppendAsync(Stream, OrderPlaced.Sample(i), cancellationToken: cancellationToken);
            var handled = await Patience.WaitForAsync("the handler", arrival.Task, cancellationToken);
            return Stopwatch.GetElapsedTime(started, handled);
        }, cancellationToken);

    public ValueTask DisposeAsync() => _po.DisposeAsync();
}
