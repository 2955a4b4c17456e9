using System.Diagnostics;
using System.Globalization;

namespace Highway;

/// <summary>A worker process that this one has started.</summary>
internal sealed class WorkerProcess : IDisposable
{
    /// <summary>The hidden command that makes this program a worker.</summary>
    public const string Verb = "worker";

    private readonly Process _process;
    private volatile string _lastWords = "";

    private WorkerProcess(Process process)
    {
        _process = process;
        Id = process.Id;
        process.ErrorDataReceived += (_, line) => _lastWords = line.Data ?? _lastWords;
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    /// <summary>The id of the process.</summary>
    public int Id { get; }

    public WorkerState State { get; private set; }

    /// <summary>The last line that it has written to standard error.</summary>
    public string LastWords => _lastWords;

    public int ExitCode => _process.ExitCode;

    /// <summary>When it was frozen.</summary>
    public long FrozenAt { get; private set; }

    public static WorkerProcess Start(WorkerOptions options)
    {
        // `dotnet Highway.dll` runs as dotnet, the program itself as Highway.
        var host = Environment.ProcessPath!;
        var isHost = Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        List<string> arguments = isHost ? [Environment.GetCommandLineArgs()[0]] : [];
        arguments.AddRange([Verb, "--store", options.Store, "--work", options.Work.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)]);
        if (options.Careless)
        {
            arguments.Add("--careless");
        }

        var start = new ProcessStartInfo(host, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[CommandLine.DatabaseVariable] = options.Database;
        return new WorkerProcess(Process.Start(start)!);
    }

    /// <summary>Whether it has ended by itself since the last look.</summary>
    public bool HasJustEnded()
    {
        if (State is WorkerState.Killed or WorkerState.Ended || !_process.HasExited)
        {
            return false;
        }

        State = WorkerState.Ended;
        return true;
    }

    /// <summary>Ends it in the middle of whatever it does.</summary>
    public async Task KillAsync()
    {
        State = WorkerState.Killed;
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Stops it where it stands; it notices nothing.</summary>
    public async Task FreezeAsync(long now)
    {
        (State, FrozenAt) = (WorkerState.Frozen, now);
        await SignalAsync("STOP");
    }

    public async Task ThawAsync()
    {
        if (State == WorkerState.Frozen)
        {
            await SignalAsync("CONT");
            State = WorkerState.Alive;
        }
    }

    /// <summary>Asks it to end, and lets it finish what is in its hands.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        if (State is WorkerState.Killed or WorkerState.Ended)
        {
            return;
        }

        await ThawAsync();
        _process.StandardInput.Close();
        using var timeout = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
            State = WorkerState.Ended;
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
        }
    }

    public void Dispose() => _process.Dispose();

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {Id}")]);
        await kill.WaitForExitAsync();
    }
}
