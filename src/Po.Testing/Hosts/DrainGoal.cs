namespace Po.Testing;

// Until every subscription has handled everything that is stored and is to be handled, what handlers append included.
internal sealed class DrainGoal(IReadOnlyList<TestStore> stores, HandlerRuns runs, Pulse pulse, DrivenClock clock) : IDriveGoal, IDisposable
{
    // A worker learns from the store that it was resumed elsewhere, a moment after that was stored.
    private static readonly TimeSpan ResumeTime = TimeSpan.FromMinutes(1);

    private readonly Dictionary<ISubscription, Awaited> _awaited = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ISubscription, DateTimeOffset> _resumed = new(ReferenceEqualityComparer.Instance);
    private readonly CancellationTokenSource _ending = new();
    private List<string> _unreached = [];

    public string Description => "Not every subscription has handled everything";

    public IEnumerable<string> Unreached => _unreached;

    // Who has caught up and is behind again was told so, and is about to look.
    public bool IsWorking => stores.SelectMany(store => store.Workers).Any(worker =>
        worker.State is SubscriptionState.Starting or SubscriptionState.CatchingUp
        || (worker.State is SubscriptionState.CaughtUp && _awaited.TryGetValue(worker, out var awaited) && worker.Position < awaited.Horizon));

    public bool IsImpatient => false;

    /// <summary>The subscriptions that stand still, as far as the last look has shown, and why.</summary>
    public IReadOnlyList<(string Id, Exception Error)> Paused { get; private set; } = [];

    public async ValueTask<bool> IsReachedAsync(CancellationToken cancellationToken)
    {
        var (unreached, paused) = (new List<string>(), new List<(string Id, Exception Error)>());
        var horizons = new List<long>();
        foreach (var (po, store) in stores)
        {
            var horizon = await store.ReadHorizonAsync(cancellationToken).ConfigureAwait(false);
            var stored = await store.ReadSubscriptionsAsync(cancellationToken).ConfigureAwait(false);
            foreach (var worker in new TestStore(po, store).Workers)
            {
                Look(worker, stored.FirstOrDefault(subscription => subscription.Id == worker.Id), horizon, unreached, paused);
            }

            horizons.Add(horizon);
        }

        // All of them, after the last look: a handler of one store may have appended to one that was looked at before.
        foreach (var ((_, store), horizon) in stores.Zip(horizons))
        {
            if (await store.ReadHorizonAsync(cancellationToken).ConfigureAwait(false) != horizon)
            {
                unreached.Add("messages are being appended");
            }
        }

        (_unreached, Paused) = (unreached, paused);
        return unreached.Count == 0 && runs.Open.Count == 0 && pulse.Calls == 0;
    }

    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
    }

    private void Look(
        ISubscription worker, StoredSubscription? stored, long horizon, List<string> unreached, List<(string Id, Exception Error)> paused)
    {
        if (worker.State is SubscriptionState.Stopped)
        {
            paused.Add((worker.Id, new InvalidOperationException("Its worker has ended.")));
            return;
        }

        if (IsPaused(worker, stored))
        {
            paused.Add((worker.Id, worker.LastError ?? new StoredErrorException(stored?.Status.Error ?? "It was paused.")));
            return;
        }

        WakeUp(worker, horizon);
        if (worker.State is not (SubscriptionState.CaughtUp or SubscriptionState.StandingBy) || worker.Position < horizon)
        {
            var error = worker.LastError is { } fault ? $"; its last error: {fault.GetType().Name}: {fault.Message}" : "";
            unreached.Add(FormattableString.Invariant($"'{worker.Id}' is {worker.State} at position {worker.Position} of {horizon}{error}"));
        }
        else if (stored?.IsReplayRequested == true)
        {
            unreached.Add($"'{worker.Id}' has parked messages to hand over again");
        }
        else if (stored?.Status.IsPaused == true)
        {
            unreached.Add($"'{worker.Id}' has not noticed that it is paused");
        }
    }

    private bool IsPaused(ISubscription worker, StoredSubscription? stored)
    {
        if (worker.State is not SubscriptionState.Paused)
        {
            _resumed.Remove(worker);
            return false;
        }

        // Who waits is told so at once, unless the worker is about to go on.
        if (!worker.WaitForAsync(long.MaxValue, _ending.Token).AsTask().IsFaulted)
        {
            return false;
        }

        // What is not stored as paused was resumed elsewhere a moment ago, or stands still in this process alone, which takes longer.
        if (stored?.Status.IsPaused == true)
        {
            return true;
        }

        var now = clock.GetUtcNow();
        _resumed.TryAdd(worker, now);
        return now - _resumed[worker] > ResumeTime;
    }

    // Who is waited for looks at once instead of with its next poll.
    private void WakeUp(ISubscription worker, long horizon)
    {
        if (worker.Position >= horizon || (_awaited.TryGetValue(worker, out var awaited) && awaited.Horizon == horizon && !awaited.Waiting.IsCompleted))
        {
            return;
        }

        _awaited[worker] = new Awaited(horizon, worker.WaitForAsync(horizon, _ending.Token).AsTask());
    }

    private sealed record Awaited(long Horizon, Task Waiting);
}
