using System.Diagnostics;

namespace Po.Benchmarks;

internal static class Runner
{
    private const int WarmUpRounds = 4;

    // The sides take turns, so that whatever else the machine does falls on both; the ratio is the median of the rounds' ratios.
    public static async Task<Outcome> RunAsync(Comparison comparison, RunPlan plan, CancellationToken cancellationToken)
    {
        await using var subject = await comparison.Subject(plan);
        await using var baseline = comparison.Baseline is { } create ? await create(plan) : null;
        var subjects = new List<Measurement>();
        var baselines = new List<Measurement>();

        // What runs often is compiled anew while it runs, on a core that a round would miss. A dry run is nothing else.
        var started = Stopwatch.GetTimestamp();
        do
        {
            Add(await MeasureBoth(subject, baseline, subjectFirst: true, plan, cancellationToken));
        }
        while (Stopwatch.GetElapsedTime(started) < plan.Time * WarmUpRounds && plan.Rounds > 0);

        if (plan.Rounds > 0)
        {
            subjects.Clear();
            baselines.Clear();
        }

        for (var round = 0; round < plan.Rounds; round++)
        {
            Add(await MeasureBoth(subject, baseline, round % 2 == 0, plan, cancellationToken));
        }

        return new Outcome(subjects, baselines);

        void Add((Measurement Subject, Measurement? Baseline) measured)
        {
            subjects.Add(measured.Subject);
            if (measured.Baseline is { } below)
            {
                baselines.Add(below);
            }
        }
    }

    // Who goes first changes with every round: what one side leaves to be written falls on the other.
    private static async Task<(Measurement Subject, Measurement? Baseline)> MeasureBoth(
        ISide subject, ISide? baseline, bool subjectFirst, RunPlan plan, CancellationToken cancellationToken)
    {
        if (baseline is null || subjectFirst)
        {
            var first = await Measure(subject, plan, cancellationToken);
            return (first, baseline is null ? null : await Measure(baseline, plan, cancellationToken));
        }

        var below = await Measure(baseline, plan, cancellationToken);
        return (await Measure(subject, plan, cancellationToken), below);
    }

    private static Task<Measurement> Measure(ISide side, RunPlan plan, CancellationToken cancellationToken)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return side.RunAsync(plan, cancellationToken);
    }
}
