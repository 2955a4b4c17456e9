using System.Security.Cryptography;
using System.Text;

namespace GitHistory;

/// <summary>Where the history of a repository is kept unless <c>--db</c> says otherwise.</summary>
internal static class DatabaseFile
{
    /// <summary>
    /// A file of the user's cache folder (<c>$XDG_CACHE_HOME</c> or <c>~/.cache</c>; the local application data on Windows and
    /// <c>~/Library/Caches</c> on macOS) named after the repository's real path. Deleting it costs nothing but another import.
    /// </summary>
    public static string For(GitRepository repository)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(repository.GitFolder));
        return Path.Combine(CacheFolder(), "po-git-history", $"{Name(repository.GitFolder)}-{Convert.ToHexStringLower(hash)[..16]}.db");
    }

    /// <summary>Makes the folder of a database, readable by nobody else, unless it is there.</summary>
    /// <exception cref="UsageException">It cannot be made.</exception>
    public static void CreateFolder(string database)
    {
        try
        {
            var folder = Path.GetDirectoryName(database)!;
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"There is no folder for the database '{database}': {e.Message}", e);
        }
    }

    private static string CacheFolder()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var folder = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { } cache && Path.IsPathRooted(cache) ? cache
            : home.Length == 0 ? ""
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches")
            : Path.Combine(home, ".cache");
        return folder.Length > 0 ? folder : Path.GetTempPath();
    }

    // ".../redis/.git" and ".../redis.git" are both "redis", for people who look into the folder; the hash tells them apart.
    private static string Name(string gitFolder)
    {
        var name = Path.GetFileName(gitFolder) == ".git" ? Path.GetFileName(Path.GetDirectoryName(gitFolder)) : Path.GetFileName(gitFolder);
        name = string.Concat((name ?? "").Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-').Take(40));
        return name.EndsWith(".git", StringComparison.Ordinal) ? name[..^4] : name;
    }
}
