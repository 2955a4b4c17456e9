namespace Po.Benchmarks;

internal static class Runner
{
    // The sides take turns, so that whatever else the machine does falls on both; the ratio is the median of the rounds' ratios.
    public static async Task<Outcome> RunAsync(Comparison comparison, RunPlan plan, CancellationToken cancellationToken)
    {
        await using var subject = await comparison.Subject(plan);
        var baseline = comparison.Baseline is { } create ? await create(plan) : null;
        var warmUp = plan with { Time = plan.Time / 4 };
        var subjects = new List<Measurement>();
        var baselines = new List<Measurement>();
        for (var round = -1; round < plan.Rounds; round++)
        {
            var now = round < 0 ? warmUp : plan;
            var below = baseline is null ? null : await Measure(baseline, now, cancellationToken);
            var above = await Measure(subject, now, cancellationToken);
            if (round >= 0 || plan.Rounds == 0)
            {
                subjects.Add(above);
                if (below is not null)
                {
                    baselines.Add(below);
                }
            }
        }

        if (baseline is not null)
        {
            await baseline.DisposeAsync();
        }

        return new Outcome(subjects, baselines);
    }

    private static Task<Measurement> Measure(ISide side, RunPlan plan, CancellationToken cancellationToken)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return side.RunAsync(plan, cancellationToken);
    }
}
