namespace Po.Postgres.Server;

/// <summary>The programs of a locally installed PostgreSQL server.</summary>
internal static class PostgresBinaries
{
    private const string Variable = "PO_TEST_POSTGRES_BIN";
    private static readonly string[] Needed = ["initdb", "postgres", "pg_ctl"];

    /// <summary>The folder in <c>PO_TEST_POSTGRES_BIN</c>; without it that of the newest complete installation, or null.</summary>
    /// <exception cref="InvalidOperationException">The folder that is named lacks a program.</exception>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            // Never another version than the one that was asked for.
            return IsComplete(named)
                ? named
                : throw new InvalidOperationException($"{Variable} is '{named}', which lacks one of {string.Join(", ", Needed)}.");
        }

        return Candidates()
            .OrderByDescending(candidate => candidate.Version)
            .Select(candidate => candidate.Folder)
            .FirstOrDefault(IsComplete);
    }

    private static bool IsComplete(string folder) => Array.TrueForAll(Needed, name => File.Exists(Path.Combine(folder, name)));

    private static IEnumerable<(string Folder, int Version)> Candidates()
    {
        const string Distribution = "/usr/lib/postgresql";
        if (Directory.Exists(Distribution))
        {
            foreach (var folder in Directory.EnumerateDirectories(Distribution))
            {
                yield return (Path.Combine(folder, "bin"), int.TryParse(Path.GetFileName(folder), out var version) ? version : 0);
            }
        }

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            yield return (folder, 0);
        }
    }
}
