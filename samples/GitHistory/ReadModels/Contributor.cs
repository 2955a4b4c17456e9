namespace GitHistory;

/// <summary>An author and how many commits are theirs.</summary>
/// <param name="Line"><c>Name &lt;email&gt;</c>, byte for byte as Git prints it.</param>
/// <param name="Commits">How many.</param>
internal sealed record Contributor(byte[] Line, long Commits);
