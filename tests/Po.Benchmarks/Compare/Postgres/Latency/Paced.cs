using System.Diagnostics;

namespace Po.Benchmarks;

// One call after the other at a low rate: the pauses let everything come to rest, so that a wake-up costs what it costs.
internal static class Paced
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static async Task<Measurement> RunAsync(
        RunPlan plan, Func<int, ValueTask<TimeSpan>> measure, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; Stopwatch.GetElapsedTime(started) < plan.Time; i++)
        {
            times.Add((await measure(i)).TotalMilliseconds);
            await Task.Delay(Pause, cancellationToken);
        }

        times.Sort();
        var last = times.Count - 1;
        return new Measurement(
            times.Count / Stopwatch.GetElapsedTime(started).TotalSeconds, times[last / 2], times[(int)(last * 0.99)], 0);
    }
}
