using System.Diagnostics;
using Po.Specification;

namespace Po.Sqlite.Tests.Crashes;

/// <summary>This test program as another process, which can be killed at any moment.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    /// <summary>Starts a child.</summary>
    /// <param name="arguments">What <see cref="ChildProgram"/> is to do.</param>
    public static ChildProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        }

        start.ArgumentList.Add(ChildProgram.Argument);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>The next line that the child has written; null when it has ended.</summary>
    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask()
        .WithinLimitAsync("a line of the child process");

    /// <summary>Ends the child as a power cut would, and waits until it is gone.</summary>
    /// <returns>Whole lines that it had written and nobody had read.</returns>
    public async Task<IReadOnlyList<string>> KillAsync()
    {
        _process.Kill();
        var rest = await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)
            .WithinLimitAsync("the output of a child process that was killed");
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WithinLimitAsync("a child process that was killed");
        return rest[..(rest.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        return ValueTask.CompletedTask;
    }
}
