namespace Po.Postgres.Server;

/// <summary>The programs of a locally installed PostgreSQL server.</summary>
internal static class PostgresBinaries
{
    private static readonly string[] Needed = ["initdb", "postgres", "pg_ctl"];

    /// <summary>The folder of the newest complete installation, or null.</summary>
    /// <param name="majorVersion">Only this major version; null takes any.</param>
    public static string? Find(int? majorVersion = null) =>
        Candidates()
            .Where(candidate => majorVersion is null || candidate.Version == majorVersion)
            .OrderByDescending(candidate => candidate.Version)
            .Select(candidate => candidate.Folder)
            .FirstOrDefault(folder => Needed.All(name => File.Exists(Path.Combine(folder, name))));

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
