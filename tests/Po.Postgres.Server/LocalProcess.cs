using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Po.Postgres.Server;

// Starts programs, and what looks after them.
internal static class LocalProcess
{
    /// <summary>A port of the loopback address that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts a shell script that waits for its standard input to end, which it does when this process closes it or dies in any way.</summary>
    /// <param name="script">The script.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Process StartSupervisor(string script, string[] arguments)
    {
        // In a session of its own: whoever ends the tests by signalling their group must not end what cleans up behind them.
        string[] shell = ["/bin/sh", "-c", script, "po-tests", .. arguments];
        string[] command = File.Exists("/usr/bin/setsid") ? ["/usr/bin/setsid", "-w", .. shell] : shell;
        return Start(command, redirects: true);
    }

    /// <summary>Ends a supervisor, and what it looks after.</summary>
    /// <param name="supervisor">The supervisor.</param>
    /// <param name="listening">Who reads its output; ends with it.</param>
    public static async Task EndAsync(Process supervisor, Task? listening = null)
    {
        supervisor.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await supervisor.WaitForExitAsync(patience.Token);
        await (listening ?? Task.CompletedTask).WaitAsync(patience.Token);
        supervisor.Dispose();
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="InvalidOperationException">It has failed.</exception>
    public static async Task RunAsync(string program, string[] arguments)
    {
        using var process = Start([program, .. arguments], redirects: false);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
        }
    }

    private static Process Start(string[] command, bool redirects)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = redirects,
            RedirectStandardOutput = redirects,
            WorkingDirectory = "/",
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
    }
}
