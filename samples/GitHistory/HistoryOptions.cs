namespace GitHistory;

/// <summary>What the command line asks for.</summary>
/// <param name="Repository">A folder in a Git repository.</param>
/// <param name="InMemory">Whether to keep nothing.</param>
/// <param name="Database">The file of the SQLite store; null for one named after the repository.</param>
/// <param name="Plain">Whether to print the contributors alone.</param>
internal sealed record HistoryOptions(string Repository, bool InMemory, string? Database, bool Plain);
