namespace Po.Testing;

// What the clock is driven for.
internal interface IDriveGoal
{
    /// <summary>What has not been reached, as the beginning of a sentence.</summary>
    string Description { get; }

    /// <summary>What is in the way, one line for each.</summary>
    IEnumerable<string> Unreached { get; }

    /// <summary>Whether somebody has work in hand and waits for nothing.</summary>
    bool IsWorking { get; }

    /// <summary>Whether the clock goes on even while handlers work.</summary>
    bool IsImpatient { get; }

    ValueTask<bool> IsReachedAsync(CancellationToken cancellationToken);
}
