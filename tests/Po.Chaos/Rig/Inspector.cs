using System.Globalization;

namespace Po.Chaos;

/// <summary>Looks at what a fleet has left in the database, each time at what is new.</summary>
internal sealed class Inspector(ChaosRun run, Ledger ledger)
{
    private static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(30);

    private readonly HashSet<(string Stream, long Expected)> _won = [];
    private readonly Dictionary<string, Shift> _lastShifts = [];
    private readonly HashSet<string> _stored = [];
    private readonly List<Append> _absent = [];
    private long _checked;

    public static IReadOnlyList<string> Subscriptions { get; } = ["all", "group", "stream", "echo"];

    /// <summary>The last global number that was given out.</summary>
    public Task<long> ReadHeadAsync() =>
        ledger.ReadNumberAsync("SELECT coalesce(pg_sequence_last_value('po_records_global_number_seq'), 0)", run.Token);

    /// <summary>How many rows a transaction of a handler has left.</summary>
    public Task<long> CountRowsAsync(long epoch) =>
        ledger.ReadNumberAsync(FormattableString.Invariant($"SELECT count(*) FROM ledger WHERE epoch = {epoch}"), run.Token);

    /// <summary>Whether every subscription has handled everything up to a global number.</summary>
    public async Task<bool> IsHandledAsync(long head) =>
        (await ledger.ReadAsync(FormattableString.Invariant($"{LedgerChecks.Missing} WHERE global_number <= {head} LIMIT 1"), _checked, run.Token)).Count == 0;

    /// <summary>Checks all invariants while nothing is being appended.</summary>
    /// <param name="isLast">Whether to look at everything again.</param>
    public async Task CheckAsync(bool isLast)
    {
        await WaitForHeadAsync();
        await WaitForEndedAsync();
        var after = isLast ? 0 : _checked;
        run.Tally.Doubled += await FindAsync("I2", "handled without need", LedgerChecks.Unfounded, after);
        run.Tally.OutOfOrder += await FindAsync("I3", "out of order", LedgerChecks.OutOfOrder, after);
        await FindAsync("I9", "a transaction between another's rows", LedgerChecks.Interleaved, after);
        await FindAsync("I4", "hole in a stream", LedgerChecks.Holes, after);
        await FindAsync("I6", "torn append", LedgerChecks.Torn, after);
        run.Tally.Doubled += await FindAsync("I2", "echoed not once", LedgerChecks.FalseEchoes, after);
        await FindAsync("I11", "position too far", LedgerChecks.PositionsTooFar, after);
        CheckShifts();
        await CheckAppendsAsync(after);
        _checked = await ReadHeadAsync();
        run.Tally.Events = await ledger.ReadNumberAsync("SELECT count(*) FROM po_records", run.Token);
        run.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Scenario.Id} cycle {run.Tally.Cycles} of {run.Cycles}: {run.Tally.Events} events, {run.Tally.Faults} faults, longest take-over {run.Tally.LongestTakeOver?.TotalMilliseconds ?? 0:0} ms, worst time to head {run.Tally.WorstTimeToHead?.TotalMilliseconds ?? 0:0} ms"));
    }

    private async Task WaitForHeadAsync()
    {
        var time = await run.WaitAsync(LostAfter, async () =>
            (await ledger.ReadAsync(LedgerChecks.Missing + " LIMIT 1", _checked, run.Token)).Count == 0);
        if (time is null)
        {
            run.Tally.Lost += await FindAsync("I1", "lost", LedgerChecks.Missing, _checked);
            throw new ScenarioFailedException("Records have not reached every subscription.");
        }

        run.Tally.TimeToHead(time.Value);
        run.Expect(time < run.HeadLimit, "I8", $"every subscription at the head only after {time}");
    }

    // What an ended process has left on the server ends soon; what lives has nothing open now.
    private async Task WaitForEndedAsync()
    {
        var time = await run.WaitAsync(run.HeadLimit, async () =>
            (await ledger.ReadAsync(LedgerChecks.LeftBehind, 0, run.Token)).Count == 0);
        if (time is null)
        {
            await FindAsync("I10", "left behind", LedgerChecks.LeftBehind, 0);
        }
    }

    private async Task<int> FindAsync(string invariant, string what, string query, long after)
    {
        var found = await ledger.ReadAsync(query, after, run.Token);
        if (found.Count > 0)
        {
            run.Violate(invariant, $"{what}, {found.Count} times: {string.Join("; ", found.Take(10))}");
        }

        return found.Count;
    }

    // Of each subscription, the transactions that were open at the same time.
    private void CheckShifts()
    {
        foreach (var shifts in run.History.TakeShifts().GroupBy(shift => shift.Subscription))
        {
            foreach (var shift in shifts.OrderBy(shift => shift.From).ThenBy(shift => shift.To))
            {
                if (_lastShifts.TryGetValue(shift.Subscription, out var last) && shift.From < last.To)
                {
                    run.Violate("I9", $"{last} and {shift} overlap");
                }

                _lastShifts[shift.Subscription] = shift;
            }
        }
    }

    private async Task CheckAppendsAsync(long after)
    {
        var rows = await ledger.ReadRowsAsync(LedgerChecks.Appends, after, run.Token);
        var stored = rows.ToDictionary(row => (string)row[0]);
        _stored.UnionWith(stored.Keys);
        foreach (var append in _absent)
        {
            run.Expect(append.Outcome is AppendOutcome.Unknown || !_stored.Contains(append.Id), "I7", $"refused, and there later: {append}");
        }

        foreach (var append in run.History.TakeSettled())
        {
            run.Tally.Appends++;
            Check(append, stored.GetValueOrDefault(append.Id));
        }
    }

    private void Check(Append append, object[]? row)
    {
        switch (append.Outcome)
        {
            case AppendOutcome.Stored:
                run.Expect(row is not null, "I7", $"acknowledged and not there: {append}");
                run.Expect(
                    row is null || ((string)row[1] == append.Stream && (long)row[2] == append.LastNumber && (long)row[3] == append.FirstGlobal
                        && (long)row[4] == append.LastGlobal && (long)row[5] == append.Parts),
                    "I7",
                    $"not where it was said to be: {append}");
                break;
            case AppendOutcome.Refused:
                run.Expect(row is null, "I7", $"refused and there: {append}");
                _absent.Add(append);
                break;
            default:
                run.Tally.UnknownAppends++;
                break;
        }

        if (row is not null && append.Expected is { } expected)
        {
            run.Expect((long)row[2] - append.Parts == expected, "I5", $"not on top of what it expected: {append}");
            run.Expect(_won.Add((append.Stream, expected)), "I5", $"a second success: {append}");
        }
    }
}
