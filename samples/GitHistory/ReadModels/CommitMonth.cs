namespace GitHistory;

/// <summary>A month of UTC and how many commits were written in it.</summary>
/// <param name="Month">Months since the year 0: year × 12 + month − 1, so that neighbours differ by one.</param>
/// <param name="Commits">How many.</param>
internal sealed record CommitMonth(int Month, long Commits)
{
    public static int Of(DateTimeOffset time) => (time.UtcDateTime.Year * 12) + time.UtcDateTime.Month - 1;

    public override string ToString() => $"{Month / 12:0000}-{(Month % 12) + 1:00}";
}
