namespace Po;

// A subscription as the application sees it: one worker, or one for each partition, and others in their place when the subscription is split
// otherwise. It is all of them together.
internal sealed partial class SubscriptionRunner : ISubscription
{
    private readonly PoEngine _engine;
    private readonly SubscriptionDefinition _definition;
    private readonly SubscriptionSettings _settings;
    private readonly CancellationTokenSource _disposing = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _hasStarted;
    private volatile Subscription[] _workers;

    public SubscriptionRunner(PoEngine engine, SubscriptionDefinition definition)
    {
        _engine = engine;
        _definition = definition;
        _settings = SubscriptionSettings.From(definition.Id, definition.Options ?? engine.Options.DefaultSubscriptionOptions);

        // How it is split is stored, so the worker of the undivided one looks first.
        _workers = [new Subscription(engine, definition, _settings, null)];
    }

    public SubscriptionDefinition Definition => _definition;

    public string Id => _definition.Id;

    public StreamId Source => _definition.Source;

    public IReadOnlyList<Subscription> Workers => _workers;

    public bool HasOwnKeys => _settings.PartitionBy is not null;

    public IReadOnlyList<ISubscription> Partitions => _workers is [{ Partition: null }] ? [] : _workers;

    public SubscriptionState State
    {
        get
        {
            var workers = _workers;
            var worst = workers.Select(worker => worker.State).MaxBy(Severity);
            return worst is SubscriptionState.Stopped && !_disposing.IsCancellationRequested && Array.Exists(workers, worker => worker.IsRelaid)
                ? SubscriptionState.Starting
                : worst;
        }
    }

    public long Position => _workers.Min(worker => worker.Position);

    public long Lag => _workers.Max(worker => worker.Lag);

    public Exception? LastError => _workers.Select(worker => worker.LastError).FirstOrDefault(error => error is not null);

    public async ValueTask WhenCaughtUpAsync(CancellationToken cancellationToken = default)
    {
        await _engine.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var horizon = await _engine.Store.ReadHorizonAsync(cancellationToken).ConfigureAwait(false);
        await WaitForAsync(horizon, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask WaitForAsync(long globalNumber, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var replaced = Volatile.Read(ref _replaced).Task;
            var workers = _workers;
            try
            {
                await WaitForAllAsync(workers, globalNumber, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (InvalidOperationException) when (!_disposing.IsCancellationRequested && Array.Exists(workers, worker => worker.IsRelaid))
            {
                // Others take the place of these workers, and are waited for in turn.
                await replaced.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public void Resume()
    {
        foreach (var worker in _workers)
        {
            worker.Resume();
        }
    }

    private static async Task WaitForAllAsync(Subscription[] workers, long globalNumber, CancellationToken cancellationToken)
    {
        if (workers is [var only])
        {
            await only.WaitForAsync(globalNumber, cancellationToken).ConfigureAwait(false);
            return;
        }

        // The first that cannot get there is told at once, however long the others may take.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waiting = workers.Select(worker => worker.WaitForAsync(globalNumber, ending.Token).AsTask()).ToList();
        while (waiting.Count > 0)
        {
            var ended = await Task.WhenAny(waiting).ConfigureAwait(false);
            waiting.Remove(ended);
            if (!ended.IsCompletedSuccessfully)
            {
                await ending.CancelAsync().ConfigureAwait(false);
                await Task.WhenAll(waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await ended.ConfigureAwait(false);
            }
        }
    }

    // What an operator is to see first; a process that stands by for some partitions works for others.
    private static int Severity(SubscriptionState state) => state switch
    {
        SubscriptionState.Paused => 6,
        SubscriptionState.Retrying => 5,
        SubscriptionState.Starting => 4,
        SubscriptionState.CatchingUp => 3,
        SubscriptionState.StandingBy => 2,
        SubscriptionState.CaughtUp => 1,
        _ => 0,
    };
}
