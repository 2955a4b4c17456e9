namespace GitHistory;

/// <summary>
/// A recorded commit can no longer be reached from HEAD, or is now counted to another author: another branch is checked out, the
/// history was rewritten, or the mailmap was changed. The fact that it was there stays; what counts it takes it back.
/// </summary>
internal sealed record CommitDropped
{
    /// <summary>The commit as it was recorded, so that nobody has to look it up.</summary>
    public required CommitRecorded Commit { get; init; }
}
