namespace Po.Specification;

// Whether the calls of one stream can be put into one order in which each is answered as it was, and none comes before one that had ended when it
// began: searched for, step by step.
internal sealed class LinearHistory(IReadOnlyList<LinearCall> calls)
{
    private readonly HashSet<(long Done, string Values)> _deadEnds = [];

    public void Check() => CanGoOn(0, LinearState.Empty).Should().BeTrue(
        "these answers fit one order:\n{0}",
        string.Join('\n', calls.OrderBy(call => call.Begun).Select(call => $"{call.Begun} to {call.Ended}: {call.What}")));

    private bool CanGoOn(long done, LinearState state)
    {
        if (done == (1L << calls.Count) - 1)
        {
            return true;
        }

        var left = Enumerable.Range(0, calls.Count).Where(i => (done & (1L << i)) == 0).ToList();
        var firstEnd = left.Min(i => calls[i].Ended);
        var isPossible = left.Where(i => calls[i].Begun < firstEnd)
            .Any(i => calls[i].Apply(state) is { } next
                && !_deadEnds.Contains((done | (1L << i), Key(next)))
                && CanGoOn(done | (1L << i), next));
        if (!isPossible)
        {
            _deadEnds.Add((done, Key(state)));
        }

        return isPossible;
    }

    private static string Key(LinearState state) => $"{string.Join(',', state.Values)} {state.Parcel}";
}
