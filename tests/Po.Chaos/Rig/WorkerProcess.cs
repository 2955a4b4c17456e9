using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Po.Chaos;

/// <summary>A process that appends and subscribes.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly History _history;
    private readonly Action<string, string> _violate;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _listening;
    private TaskCompletionSource _rested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<(string Subscription, long Epoch)> _holding = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WorkerProcess(WorkerSettings settings, Process process, History history, Action<string, string> violate)
    {
        Name = settings.Name;
        _process = process;
        _history = history;
        _violate = violate;
        _listening = Task.WhenAll(ListenAsync(), ListenToErrorsAsync());
    }

    public string Name { get; }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>How much processor time it has taken.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>How many files and sockets it has open.</summary>
    public int Handles => Directory.GetFiles($"/proc/{Id}/fd").Length;

    /// <summary>How many bytes its objects took when it last came to rest, those left out that nobody uses any more.</summary>
    public long Memory { get; private set; }

    /// <summary>What it has logged.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    public Task Ready => _ready.Task;

    // The runtime that runs this process runs the workers, whatever is on the PATH.
    private static string Dotnet { get; } = Path.GetFullPath(
        Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    public static WorkerProcess Start(WorkerSettings settings, History history, Action<string, string> violate)
    {
        var start = new ProcessStartInfo(Dotnet, [typeof(WorkerProcess).Assembly.Location, "worker", settings.Write()])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new WorkerProcess(settings, Process.Start(start)!, history, violate);
    }

    public Task AppendAsync() => SayAsync("append");

    /// <summary>Ends the appending; what is under way has ended, too.</summary>
    public async Task RestAsync()
    {
        _rested = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await SayAsync("rest");
        await WaitAsync(_rested.Task, "come to rest");
    }

    /// <summary>Keeps the next message of a subscription for a while.</summary>
    /// <returns>Ends in the middle of the message, with the epoch of its transaction.</returns>
    public async Task<(string Subscription, long Epoch)> HoldAsync(TimeSpan time, params string[] subscriptions)
    {
        _holding = new(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var subscription in subscriptions)
        {
            await SayAsync(string.Create(CultureInfo.InvariantCulture, $"hold {subscription} {(int)time.TotalMilliseconds}"));
        }

        await WaitAsync(_holding.Task, "held a message");
        return await _holding.Task;
    }

    public Task JumpAsync(TimeSpan by) => SayAsync(string.Create(CultureInfo.InvariantCulture, $"jump {(int)by.TotalSeconds}"));

    public void Signal(int signal) => Signals.Send(Id, signal);

    /// <summary>Ends it gracefully.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        await EndAsync();
    }

    /// <summary>Waits for its end, and for all that it has told.</summary>
    public async Task EndAsync()
    {
        await WaitAsync(_process.WaitForExitAsync(), "ended");
        await WaitAsync(_listening, "closed its output");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await EndAsync();
        _process.Dispose();
    }

    private async Task SayAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
    }

    private async Task WaitAsync(Task task, string what)
    {
        try
        {
            await task.WaitAsync(Patience);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Within {Patience} {Name} has not {what}. It has logged: {string.Join('\n', _errors.TakeLast(20))}", e);
        }
    }

    private async Task ListenAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            Hear(line, line.Split(' '));
        }

        _history.EndAll(Name);
        var ended = new InvalidOperationException($"{Name} has ended: {string.Join('\n', _errors.TakeLast(20))}");
        _ready.TrySetException(ended);
        _rested.TrySetException(ended);
        _holding.TrySetException(ended);
    }

    private void Hear(string line, string[] words)
    {
        switch (words)
        {
            case ["ready"]:
                _ready.TrySetResult();
                break;
            case ["rested", var bytes]:
                Memory = Number(bytes);
                _rested.TrySetResult();
                break;
            case ["holding", var subscription, var epoch]:
                _holding.TrySetResult((subscription, Number(epoch)));
                break;
            case ["begin", var id, var stream, var parts, var expected]:
                _history.Begin(new Append(id, Name, stream, (int)Number(parts), Number(expected) is >= 0 and var number ? number : null));
                break;
            case ["ok", var id, var last, var firstGlobal, var lastGlobal]:
                _history.End(id, AppendOutcome.Stored, Number(last), Number(firstGlobal), Number(lastGlobal));
                break;
            case ["refused", var id]:
                _history.End(id, AppendOutcome.Refused);
                break;
            case ["failed", var id, ..]:
                _history.End(id, AppendOutcome.Unknown, error: line);
                break;
            case ["worked", var subscription, var from, var to, _]:
                _history.Worked(new Shift(subscription, Name, Number(from), Number(to)));
                break;
            case ["stale", ..]:
                _violate("I12", $"{Name}: {line}");
                break;
            case ["disorder", ..]:
                _violate("I3", $"{Name}: {line}");
                break;
            default:
                _violate("rig", $"{Name} has said something else: {line}");
                break;
        }
    }

    private async Task ListenToErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _errors.Enqueue(line);

            // A second attempt at a row would be a message that was handed over again after its commit.
            if (line.Contains("ledger_pkey", StringComparison.Ordinal))
            {
                _violate("I2", $"{Name}: {line}");
            }
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
