namespace Po.Benchmarks;

/// <summary>Median, minimum and maximum over the rounds.</summary>
internal sealed record Spread(double Median, double Min, double Max)
{
    public static Spread? Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0)
        {
            return null;
        }

        var upper = sorted[sorted.Length / 2];
        var median = sorted.Length % 2 == 1 ? upper : (sorted[(sorted.Length / 2) - 1] + upper) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }
}
