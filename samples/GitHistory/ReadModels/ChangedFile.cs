namespace GitHistory;

/// <summary>A path and what was done to it.</summary>
/// <param name="Path">The path; a renamed file counts under the name that each commit has given or left it.</param>
/// <param name="Commits">How many commits have changed it.</param>
/// <param name="Added">Lines added by them.</param>
/// <param name="Deleted">Lines deleted by them.</param>
internal sealed record ChangedFile(string Path, long Commits, long Added, long Deleted);
