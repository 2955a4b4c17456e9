namespace GitHistory;

/// <summary>What the command line asks for.</summary>
/// <param name="Repository">A folder in a Git repository.</param>
/// <param name="Store">Where to keep the messages: one of <see cref="HistoryStores"/>.</param>
/// <param name="Database">
/// The file of the SQLite store, null for one named after the repository; the connection string or URL of PostgreSQL.
/// </param>
/// <param name="Plain">Whether to print the contributors alone.</param>
internal sealed record HistoryOptions(string Repository, string Store, string? Database, bool Plain);
