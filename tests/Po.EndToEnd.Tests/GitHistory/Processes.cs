using System.Diagnostics;

namespace Po.EndToEnd.Tests.GitHistory;

/// <summary>Starts processes that see nothing of the machine's Git configuration.</summary>
internal static class Processes
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Process Start(
        string file, string folder, IEnumerable<string> arguments, params IEnumerable<(string Name, string Value)> variables)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("GIT_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Feeds a process, reads all it prints and waits for its end.</summary>
    public static async Task<Outcome> EndAsync(Process process, byte[]? input = null)
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var output = new MemoryStream();
        try
        {
            var reading = process.StandardOutput.BaseStream.CopyToAsync(output, timeout.Token);
            var errors = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.StandardInput.BaseStream.WriteAsync(input ?? [], timeout.Token);
            process.StandardInput.Close();
            await reading;
            await process.WaitForExitAsync(timeout.Token);
            return new Outcome(process.ExitCode, output.ToArray(), await errors);
        }
        catch (OperationCanceledException e)
        {
            process.Kill();
            throw new TimeoutException(
                $"'{string.Join(' ', process.StartInfo.ArgumentList)}' has not ended within {Patience}.", e);
        }
        finally
        {
            process.Dispose();
        }
    }
}
