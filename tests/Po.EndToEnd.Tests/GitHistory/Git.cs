using System.Text;

namespace Po.EndToEnd.Tests.GitHistory;

/// <summary>A Git repository of a test, and what Git itself says about it.</summary>
internal sealed class Git(string folder)
{
    public string Folder => folder;

    public static async Task<Git> InitAsync(string folder, bool bare = false)
    {
        Directory.CreateDirectory(folder);
        var git = new Git(folder);
        await git.RunAsync(["init", "--quiet", "--initial-branch=main", .. bare ? ["--bare"] : Array.Empty<string>()]);
        return git;
    }

    public async Task<Outcome> RunAsync(params IEnumerable<string> arguments) => await RunAsync([], arguments);

    public async Task<Outcome> RunAsync(byte[] input, IEnumerable<string> arguments)
    {
        var all = arguments.ToList();
        var outcome = await Processes.EndAsync(Processes.Start("git", folder, all), input);
        return outcome.ExitCode == 0
            ? outcome
            : throw new InvalidOperationException($"git {string.Join(' ', all)}: {outcome.ExitCode}, {outcome.Errors}");
    }

    public Task ImportAsync(FastImport commits) => RunAsync(commits.ToBytes(), ["fast-import", "--quiet", "--force"]);

    /// <summary>What the sample has to print.</summary>
    public async Task<Outcome> ShortlogAsync() => await RunAsync("shortlog", "-sne", "HEAD");

    /// <summary>How many commits have changed each path, by Git's own count.</summary>
    public async Task<Dictionary<string, long>> CountChangesAsync()
    {
        var output = (await RunAsync("log", "-z", "--format=", "--name-only", "--find-renames", "HEAD", "--")).Output;
        return Encoding.UTF8.GetString(output).Split('\0').Select(path => path.TrimStart('\n')).Where(path => path.Length > 0)
            .GroupBy(path => path).ToDictionary(group => group.Key, group => group.LongCount());
    }
}
