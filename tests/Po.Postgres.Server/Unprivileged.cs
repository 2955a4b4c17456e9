namespace Po.Postgres.Server;

// The servers refuse to run as root.
internal static class Unprivileged
{
    private static readonly Lazy<string> User = new(() =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody");

    /// <summary>Gives a folder to the user that servers run as.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>What a command begins with to run as that user; nothing unless this process is root's.</returns>
    public static async Task<string[]> OwnAsync(string folder)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return [];
        }

        await LocalProcess.RunAsync("chown", ["-R", User.Value, folder]);
        return File.Exists("/usr/bin/setpriv")
            ? ["/usr/bin/setpriv", $"--reuid={User.Value}", "--clear-groups", "--"]
            : ["runuser", "-u", User.Value, "--"];
    }
}
