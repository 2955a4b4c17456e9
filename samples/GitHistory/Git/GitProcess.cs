using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace GitHistory;

/// <summary>A running Git command: bytes in, bytes out, no shell in between.</summary>
internal sealed class GitProcess : IAsyncDisposable
{
    private const int MaxErrors = 4_000;

    // Git tells its hooks and aliases with these where they are; here the folder alone decides which repository is read.
    private static readonly string[] RepositoryVariables =
        ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"];

    private readonly Process _process;
    private readonly Task<string> _errors;

    private GitProcess(Process process)
    {
        _process = process;
        _errors = ReadErrorsAsync(process.StandardError);
    }

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    /// <exception cref="UsageException">Git is not installed.</exception>
    public static GitProcess Start(string folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var variable in RepositoryVariables)
        {
            start.Environment.Remove(variable);
        }

        try
        {
            return new GitProcess(Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            throw new UsageException(
                $"Git cannot be started in '{folder}' ({e.Message}): install it and put it on the PATH.", e);
        }
    }

    /// <summary>Runs a command to its end and returns what it prints, without the last line break.</summary>
    public static async Task<string> RunAsync(string folder, CancellationToken cancellationToken, params string[] arguments)
    {
        await using var git = Start(folder, arguments);
        git.Input.Close();
        using var reader = new StreamReader(git.Output, Encoding.UTF8);
        var output = await reader.ReadToEndAsync(cancellationToken);
        await git.EndAsync(cancellationToken);
        return output.EndsWith('\n') ? output[..^1] : output;
    }

    /// <summary>Waits for the end, once all output has been read.</summary>
    /// <exception cref="GitException">The command has failed.</exception>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        if (_process.ExitCode != 0)
        {
            throw new GitException(_process.ExitCode, await _errors);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        await _errors;
        _process.Dispose();
    }

    // Read to the end, so that Git never waits for us; the first words are enough to say what went wrong.
    private static async Task<string> ReadErrorsAsync(StreamReader reader)
    {
        var errors = new StringBuilder();
        var buffer = new char[1_024];
        for (int read; (read = await reader.ReadAsync(buffer)) > 0;)
        {
            errors.Append(buffer, 0, Math.Min(read, MaxErrors - errors.Length));
        }

        return errors.ToString();
    }
}
