namespace GitHistory;

/// <summary>What the reports read.</summary>
internal interface IHistoryView
{
    /// <summary>All contributors, in the order of <c>git shortlog -sne</c>: most commits first, then by the bytes of the line.</summary>
    Task<IReadOnlyList<Contributor>> ReadContributorsAsync(CancellationToken cancellationToken);

    /// <summary>The files that most commits have changed.</summary>
    Task<IReadOnlyList<ChangedFile>> ReadMostChangedFilesAsync(int limit, CancellationToken cancellationToken);

    /// <summary>The commits of each month that has some, oldest first.</summary>
    Task<IReadOnlyList<CommitMonth>> ReadMonthsAsync(CancellationToken cancellationToken);
}
