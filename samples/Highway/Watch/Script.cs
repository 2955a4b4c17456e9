using Po;

namespace Highway;

/// <summary>The trouble that the options ask for, spread evenly over the traffic in an order drawn from the seed.</summary>
internal sealed class Script(HighwayOptions options, Operator operates, Observer observer, Traffic traffic, EventLog events, TimeProvider time)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    // Trouble for a worker that has nothing to do is none: it waits until one has, but not for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when all trouble has begun.</summary>
    public Task Begun => _begun.Task;

    /// <summary>Makes the trouble and repairs it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var faults = Faults();
            var repairs = new List<Task>();
            var fresh = 0;
            for (var i = 0; i < faults.Length; i++)
            {
                var due = (i + 1.0) / (faults.Length + 1);
                await UntilAsync(() => traffic.Progress >= due, cancellationToken);
                var since = time.GetTimestamp();
                await UntilAsync(
                    () => (observer.Looks >= fresh && IsSomebodyBusy()) || time.GetElapsedTime(since) > Patience, cancellationToken);
                repairs.Add(await BeginAsync(faults[i], cancellationToken));
                // One look may have begun before the trouble did.
                fresh = observer.Looks + 2;
            }

            _begun.SetResult();
            await Task.WhenAll(repairs);
        }
        finally
        {
            _begun.TrySetResult();
        }
    }

    private Fault[] Faults()
    {
        Fault[] faults =
        [
            .. Enumerable.Repeat(Fault.Kill, options.Kills),
            .. Enumerable.Repeat(Fault.Freeze, options.Freezes),
            .. Enumerable.Repeat(Fault.Poison, options.Poisons),
        ];
        new Random(options.Seed).Shuffle(faults);
        return faults;
    }

    // Returns what mends it.
    private async Task<Task> BeginAsync(Fault fault, CancellationToken cancellationToken)
    {
        switch (fault)
        {
            case Fault.Kill:
                await operates.KillAsync();
                operates.Start();
                return Task.CompletedTask;
            case Fault.Freeze:
                return await operates.FreezeAsync() is { } worker
                    ? UntilAsync(() => worker.State != WorkerState.Frozen, cancellationToken)
                    : Task.CompletedTask;
            default:
                var (kind, car) = operates.Poison();
                return MendAsync(kind, car, cancellationToken);
        }
    }

    private bool IsSomebodyBusy() => observer.Last.Workers.Any(worker => worker is { State: WorkerState.Alive, Owns.Count: > 0 });

    private async Task MendAsync(string kind, StreamId car, CancellationToken cancellationToken)
    {
        while (true)
        {
            // In this order: what is parked is seen once everything has been handled.
            var isHandled = traffic.IsOver && observer.Last.HasReached(traffic.LastGlobalNumber);
            if (await operates.CountParkedAsync(car, cancellationToken) > 0)
            {
                break;
            }

            if (isHandled)
            {
                // Somebody else has set the tariff before the car had left its first road.
                return;
            }

            await Task.Delay(Tick, time, cancellationToken);
        }

        await operates.MendAsync([kind], cancellationToken);
        while (await operates.ReplayAsync(car, cancellationToken) > 0)
        {
            await Task.Delay(Tick, time, cancellationToken);
        }

        events.Add($"Nothing of '{car}' is parked any more.");
    }

    private async Task UntilAsync(Func<bool> isTrue, CancellationToken cancellationToken)
    {
        while (!isTrue())
        {
            await Task.Delay(Tick, time, cancellationToken);
        }
    }

    private enum Fault
    {
        Kill,
        Freeze,
        Poison,
    }
}
