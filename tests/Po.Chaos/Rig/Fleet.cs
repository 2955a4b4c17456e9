using System.Globalization;

namespace Po.Chaos;

/// <summary>Several processes on one database, those that have ended among them.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private const string Activity = """
        SELECT concat_ws(' ', clock_timestamp(), pid, application_name, state, wait_event_type, wait_event, clock_timestamp() - xact_start,
                         clock_timestamp() - state_change, pg_blocking_pids(pid)::text, query)
        FROM pg_stat_activity WHERE datname = current_database()
        UNION ALL SELECT s::text FROM po_subscriptions AS s
        """;

    private const int HandleSlack = 30;

    // Less than a page of records in each of a few hundred places that could keep one; caches fill up within it.
    private const long MemorySlack = 8 * 1024 * 1024;

    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    private readonly List<WorkerProcess> _all = [];
    private readonly List<WorkerProcess> _running = [];
    private readonly List<Task<WorkerProcess>> _starting = [];
    private readonly Dictionary<WorkerProcess, (int Handles, long Memory)> _first = [];

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

    /// <summary>Waits until every subscription has handled something more.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> WaitForProgressAsync(string what)
    {
        var clock = Run.Clock.Start();
        await RequireAsync(Run.HeadLimit, what, await CountStepsAsync(Inspector.Subscriptions, ""), Inspector.Subscriptions.Count);
        return clock.Elapsed;
    }

    /// <summary>Waits until another process has gone on with every subscription.</summary>
    /// <param name="from">The process that is gone.</param>
    /// <param name="budget">How long the server waits for it before it is gone for the others, too.</param>
    /// <param name="subscriptions">Which subscriptions; all if none.</param>
    public async Task WaitForTakeOverAsync(WorkerProcess from, TimeSpan budget = default, params string[] subscriptions)
    {
        IReadOnlyList<string> ids = subscriptions is [] ? Inspector.Subscriptions : subscriptions;
        var clock = Run.Clock.Start();
        var steps = await CountStepsAsync(ids, $"AND process <> '{from.Name}'");
        await RequireAsync(budget + Run.HeadLimit, $"others take over from {from.Name}", steps, ids.Count);
        var time = clock.Elapsed;
        Run.Tally.TakeOver(time);
        Run.Expect(time < budget + Run.TakeOverLimit, "I8", $"others have taken over from {from.Name} only after {time}");
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
        CheckWhatIsKept();
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

    // A query that counts the subscriptions that have gone on since this call.
    private async Task<string> CountStepsAsync(IEnumerable<string> subscriptions, string condition)
    {
        var ids = string.Join(", ", subscriptions.Select(id => $"'{id}'"));
        var reached = await Ledger.ReadRowsAsync(
            $"SELECT s, coalesce((SELECT max(global_number) FROM ledger WHERE subscription = s), 0) FROM unnest(ARRAY[{ids}]) AS s", null, Run.Token);
        var steps = reached.Select(row => string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT 1 WHERE EXISTS (SELECT FROM ledger WHERE subscription = '{row[0]}' AND global_number > {row[1]} {condition})"));
        return $"SELECT count(*) FROM ({string.Join(" UNION ALL ", steps)}) AS steps";
    }

    // What is slow is looked at while it is.
    private async Task<TimeSpan> RequireAsync(TimeSpan limit, string what, string query, long count)
    {
        var clock = Run.Clock.Start();
        var isLookedAt = false;
        return await Run.RequireAsync(limit, "I8", what, async () =>
        {
            if (!isLookedAt && clock.Elapsed > Slow)
            {
                isLookedAt = true;
                var seen = await Ledger.ReadAsync(Activity, null, Run.Token);
                var name = string.Create(CultureInfo.InvariantCulture, $"slow-{Run.Evidence.Count}.txt");
                Run.Evidence[name] = () => Task.FromResult($"{what}\n{string.Join('\n', seen)}");
            }

            return await Ledger.ReadNumberAsync(query, Run.Token) == count;
        });
    }

    // What lives on through faults keeps no files, sockets and objects of them; a pool has some more or some less.
    private void CheckWhatIsKept()
    {
        foreach (var worker in _running)
        {
            var (handles, memory) = (worker.Handles, worker.Memory);
            _first.TryAdd(worker, (handles, memory));
            var first = _first[worker];
            Run.Expect(handles <= first.Handles + HandleSlack, "I10", $"{worker.Name} has {handles} files and sockets open, {first.Handles} at first");
            Run.Expect(memory <= first.Memory + MemorySlack, "I10", $"{worker.Name} keeps {memory} bytes of objects, {first.Memory} at first");
            Run.Tally.Kept(memory - first.Memory);
        }
    }

    private Task<string> DescribeAsync() =>
        Task.FromResult(string.Join('\n', _all.SelectMany(worker => worker.Errors.Select(line => $"{worker.Name}: {line}"))));
}
