namespace GitHistory;

/// <summary>What the subscriptions write: one implementation for each store.</summary>
internal interface IReadModel
{
    /// <summary>Counts a commit for its author and its month, or takes it back.</summary>
    /// <param name="globalNumber">The message that says so; it counts once, even if it is handed over again.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="sign">1, or −1 to take it back.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask CountCommitAsync(long globalNumber, CommitRecorded commit, int sign, CancellationToken cancellationToken);

    /// <summary>Counts the changes of a commit for each of its files, or takes them back.</summary>
    /// <param name="globalNumber">The message that says so; it counts once, even if it is handed over again.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="sign">1, or −1 to take it back.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask CountFilesAsync(long globalNumber, CommitRecorded commit, int sign, CancellationToken cancellationToken);
}
