using System.Globalization;

namespace Po.Chaos;

/// <summary>Several processes on one database, those that have ended among them.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly List<WorkerProcess> _all = [];
    private readonly List<WorkerProcess> _running = [];
    private readonly List<Task<WorkerProcess>> _starting = [];

    private Fleet(ChaosRun run, WorkerSettings settings)
    {
        Run = run;
        Settings = settings;
        Ledger = new Ledger(run.Server.ConnectionString);
        Inspector = new Inspector(run, Ledger);
    }

    public ChaosRun Run { get; }

    public WorkerSettings Settings { get; }

    public Ledger Ledger { get; }

    public Inspector Inspector { get; }

    public IReadOnlyList<WorkerProcess> Running => _running;

    /// <summary>Starts processes that append and subscribe.</summary>
    /// <param name="run">The run.</param>
    /// <param name="workers">How many.</param>
    /// <param name="settings">What they are started with; the connection and the name are filled in.</param>
    public static async Task<Fleet> StartAsync(ChaosRun run, int workers, WorkerSettings? settings = null)
    {
        var fleet = new Fleet(run, (settings ?? new()) with { ConnectionString = settings?.ConnectionString is { Length: > 0 } own ? own : run.Server.ConnectionString });
        try
        {
            await fleet.Ledger.CreateAsync(run.Token);
            run.Evidence["workers.txt"] = fleet.DescribeAsync;
            for (var worker = 0; worker < workers; worker++)
            {
                _ = fleet.BeginStart();
            }

            await fleet.WaitForWorkersAsync(workers);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a process in the background; it joins when it is ready.</summary>
    /// <param name="settings">What it is started with; the fleet's settings if null.</param>
    public Task<WorkerProcess> BeginStart(WorkerSettings? settings = null)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"worker{_all.Count}");
        var worker = WorkerProcess.Start((settings ?? Settings) with { Name = name }, Run.History, Run.Violate);
        _all.Add(worker);
        var starting = GetReadyAsync(worker);
        _starting.Add(starting);
        return starting;
    }

    /// <summary>Waits until so many processes are at work.</summary>
    public async Task WaitForWorkersAsync(int count)
    {
        while (true)
        {
            foreach (var started in _starting.FindAll(task => task.IsCompleted))
            {
                _starting.Remove(started);
                _running.Add(await started);
            }

            if (_running.Count >= count)
            {
                return;
            }

            if (_starting.Count == 0)
            {
                throw new InvalidOperationException($"Only {_running.Count} workers are there.");
            }

            await Task.WhenAny(_starting).WaitAsync(Run.Token);
        }
    }

    /// <summary>A process by chance.</summary>
    public WorkerProcess Any() => _running[Run.Random.Next(_running.Count)];

    /// <summary>Kills a process at once.</summary>
    public async Task KillAsync(WorkerProcess worker)
    {
        _running.Remove(worker);
        Run.Tally.Fault();
        worker.Signal(Signals.Kill);
        await worker.EndAsync();
    }

    /// <summary>Takes a process out that has ended by itself, or is about to.</summary>
    public void Remove(WorkerProcess worker) => _running.Remove(worker);

    /// <summary>Waits until every subscription has handled something that was appended after this call.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> WaitForProgressAsync(TimeSpan limit, string what, IReadOnlyCollection<string>? subscriptions = null)
    {
        var ids = string.Join(", ", (subscriptions ?? Inspector.Subscriptions).Select(id => $"'{id}'"));
        var count = (subscriptions ?? Inspector.Subscriptions).Count;
        var head = await Inspector.ReadHeadAsync();
        return await Run.RequireAsync(limit, "I8", what, async () =>
            await Ledger.ReadNumberAsync($"SELECT count(*) FROM po_subscriptions WHERE subscription_id IN ({ids}) AND position > {head}", Run.Token)
            == count);
    }

    /// <summary>Runs the cycles of a scenario, looks at everything in between and at the end, and ends the processes.</summary>
    /// <param name="every">So many cycles between two looks.</param>
    /// <param name="cycle">One cycle.</param>
    public async Task RunCyclesAsync(int every, Func<int, Task> cycle)
    {
        for (var number = 1; number <= Run.Cycles; number++)
        {
            await cycle(number);
            Run.Tally.Cycles = number;
            if (number % every == 0 && number < Run.Cycles)
            {
                await CheckAsync();
                await Task.WhenAll(_running.Select(worker => worker.AppendAsync()));
            }
        }

        await FinishAsync();
    }

    /// <summary>Lets everybody come to rest, and looks at what there is.</summary>
    public async Task CheckAsync()
    {
        await WaitForWorkersAsync(_running.Count + _starting.Count);
        await Task.WhenAll(_running.Select(worker => worker.RestAsync()));
        await Inspector.CheckAsync(isLast: false);
    }

    /// <summary>The last look; the processes end gracefully before it.</summary>
    public async Task FinishAsync()
    {
        await CheckAsync();
        await Task.WhenAll(_running.Select(worker => worker.StopAsync()));
        foreach (var worker in _running)
        {
            Run.Expect(worker.ExitCode == 0, "I10", $"{worker.Name} has ended with {worker.ExitCode}: {string.Join('\n', worker.Errors.TakeLast(5))}");
        }

        await Inspector.CheckAsync(isLast: true);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _all)
        {
            await worker.DisposeAsync();
        }

        await Ledger.DisposeAsync();
    }

    private static async Task<WorkerProcess> GetReadyAsync(WorkerProcess worker)
    {
        await worker.Ready;
        await worker.AppendAsync();
        return worker;
    }

    private Task<string> DescribeAsync() =>
        Task.FromResult(string.Join('\n', _all.SelectMany(worker => worker.Errors.Select(line => $"{worker.Name}: {line}"))));
}
