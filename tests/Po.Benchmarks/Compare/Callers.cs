using System.Diagnostics;

namespace Po.Benchmarks;

internal static class Callers
{
    // Each caller makes its calls one after the other for the whole time; every call's latency counts.
    public static async Task<Measurement> RunAsync(int callers, int messagesPerCall, TimeSpan time, Func<int, int, ValueTask> call)
    {
        var latencies = Enumerable.Range(0, callers).Select(_ => new List<long>(1 << 16)).ToArray();
        var allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        var started = Stopwatch.GetTimestamp();
        var end = started + (long)(time.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var mine = latencies[caller];
            for (var i = 0; Stopwatch.GetTimestamp() is var before && before < end; i++)
            {
                await call(caller, i);
                mine.Add(Stopwatch.GetTimestamp() - before);
            }
        })));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
        var all = latencies.SelectMany(l => l).Order().ToArray();
        var messages = (double)all.Length * messagesPerCall;
        return new Measurement(messages / seconds, At(all, 0.5), At(all, 0.99), allocated / messages);
    }

    private static double At(long[] sorted, double quantile) =>
        sorted.Length == 0 ? 0 : sorted[(int)((sorted.Length - 1) * quantile)] * 1000.0 / Stopwatch.Frequency;
}
