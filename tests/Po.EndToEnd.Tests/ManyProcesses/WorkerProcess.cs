using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Po.EndToEnd.Tests.GitHistory;

namespace Po.EndToEnd.Tests.ManyProcesses;

/// <summary>A process that appends and subscribes, and what it has told.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly string Assembly =
        BuiltProgram.Find(Path.Combine("tests", "Po.EndToEnd.Worker"), "Po.EndToEnd.Worker");

    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _rested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _stored = new();
    private readonly ConcurrentQueue<string> _failed = new();
    private readonly ConcurrentQueue<Shift> _shifts = new();
    private readonly StringBuilder _errors = new();
    private readonly Task _output;
    private readonly Task _errorOutput;

    private WorkerProcess(string name, Process process)
    {
        Name = name;
        _process = process;
        _output = ListenAsync();
        _errorOutput = ListenToErrorsAsync();
    }

    public string Name { get; }

    /// <summary>The appends that it was told are stored.</summary>
    public IReadOnlyCollection<string> Stored => _stored;

    /// <summary>The appends that have ended in an exception.</summary>
    public IReadOnlyCollection<string> Failed => _failed;

    /// <summary>When it was at work; complete after its end.</summary>
    public IReadOnlyCollection<Shift> Shifts => _shifts;

    /// <summary>What it has written to standard error; complete after its end.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    public static async Task<WorkerProcess> StartAsync(string connectionString, string name, bool listens)
    {
        var process = Processes.Start(BuiltProgram.Dotnet, AppContext.BaseDirectory, [Assembly, connectionString, name, $"{listens}"]);
        var worker = new WorkerProcess(name, process);
        await worker.WaitAsync(worker._ready.Task, "started");
        return worker;
    }

    /// <summary>Begins to append, and waits for the first append that is stored: one that is told to rest before has done nothing.</summary>
    public async Task AppendAsync()
    {
        await _process.StandardInput.WriteLineAsync("append");
        await WaitAsync(_appended.Task, "appended anything");
    }

    /// <summary>Ends the appending; what is under way has ended, too.</summary>
    public async Task RestAsync()
    {
        await _process.StandardInput.WriteLineAsync("rest");
        await WaitAsync(_rested.Task, "come to rest");
    }

    /// <summary>Ends it in the middle of whatever it does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndAsync();
        _process.ExitCode.Should().NotBe(0, $"{Name} was killed");
    }

    /// <summary>Ends it gracefully.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        await EndAsync();
        _process.ExitCode.Should().Be(0, $"of {Name}, which has said: {Escape(Errors)}");
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

    private async Task EndAsync()
    {
        await WaitAsync(_process.WaitForExitAsync(), "ended");
        await WaitAsync(Task.WhenAll(_output, _errorOutput), "closed its output");
    }

    private async Task WaitAsync(Task task, string what)
    {
        try
        {
            await task.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Within {Eventually.Patience} {Name} has not {what}. It has said: {Errors}", e);
        }
    }

    private async Task ListenAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            switch (line.Split(' '))
            {
                case ["ready"]:
                    _ready.SetResult();
                    break;
                case ["rested"]:
                    _rested.SetResult();
                    break;
                case ["stored", var append]:
                    _stored.Enqueue(append);
                    _appended.TrySetResult();
                    break;
                case ["failed", ..]:
                    _failed.Enqueue(line);
                    break;
                case ["worked", var subscription, var from, var to]:
                    _shifts.Enqueue(new Shift(
                        subscription, Name, long.Parse(from, CultureInfo.InvariantCulture), long.Parse(to, CultureInfo.InvariantCulture)));
                    break;
            }
        }

        _ready.TrySetException(new InvalidOperationException($"{Name} has not started: {Errors}"));
        _appended.TrySetException(new InvalidOperationException($"{Name} has ended: {Errors}"));
        _rested.TrySetException(new InvalidOperationException($"{Name} has ended: {Errors}"));
    }

    private async Task ListenToErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_errors)
            {
                _errors.AppendLine(line);
            }
        }
    }

    private static string Escape(string text) =>
        text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
}
