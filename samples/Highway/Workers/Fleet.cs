namespace Highway;

/// <summary>The worker processes of this run, those that have ended among them.</summary>
internal sealed class Fleet(WorkerOptions options, EventLog events, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    // Long enough for others to have taken over.
    private static readonly TimeSpan FrozenTime = HighwayStores.FreezeBudget + TimeSpan.FromSeconds(1);

    private readonly List<WorkerProcess> _all = [];
    private readonly Lock _lock = new();

    public IReadOnlyList<WorkerProcess> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _all];
            }
        }
    }

    public IEnumerable<WorkerProcess> Alive => All.Where(worker => worker.State == WorkerState.Alive);

    public void Start()
    {
        var worker = WorkerProcess.Start(options);
        lock (_lock)
        {
            _all.Add(worker);
        }

        events.Add($"Worker {worker.Id} was started.");
    }

    public Task FreezeAsync(WorkerProcess worker) => worker.FreezeAsync(time.GetTimestamp());

    public async Task ThawAsync(WorkerProcess worker)
    {
        if (worker.State == WorkerState.Frozen)
        {
            await worker.ThawAsync();
            events.Add($"Worker {worker.Id} is thawed.");
        }
    }

    /// <summary>Thaws workers that were frozen for long enough, and tells of those that have ended without being asked to.</summary>
    public async Task LookAfterAsync()
    {
        foreach (var worker in All.Where(worker => worker.State == WorkerState.Frozen && time.GetElapsedTime(worker.FrozenAt) > FrozenTime))
        {
            await ThawAsync(worker);
        }

        foreach (var worker in All.Where(worker => worker.HasJustEnded()))
        {
            events.Add($"Worker {worker.Id} has ended by itself with code {worker.ExitCode}: {worker.LastWords}");
        }
    }

    public Task ThawAllAsync() => Task.WhenAll(All.Select(ThawAsync));

    /// <summary>Ends all of them gracefully, at the same time.</summary>
    public Task StopAsync() => Task.WhenAll(All.Select(worker => worker.StopAsync(Patience)));

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var worker in All)
        {
            worker.Dispose();
        }
    }
}
