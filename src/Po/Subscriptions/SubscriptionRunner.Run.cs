namespace Po;

internal sealed partial class SubscriptionRunner
{
    public void Start() => _ = RunAsync(CancellationToken.None);

    public Task RunAsync(CancellationToken stoppingToken)
    {
        if (Interlocked.Exchange(ref _hasStarted, 1) != 0)
        {
            // Disposed of before its host could start it: there is nothing to run.
            return _disposing.IsCancellationRequested
                ? Task.CompletedTask
                : Task.FromException(new InvalidOperationException($"Subscription '{Id}' runs already, or has ended."));
        }

        // The workers must not inherit the caller's context: a handler that subscribes would lend them its transaction, and whoever starts a
        // host in an ambient transaction that one.
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(() => RunToTheEndAsync(stoppingToken), CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Interlocked.Exchange(ref _hasStarted, 1);
        Subscription[] workers;
        lock (_gate)
        {
            // Whatever is there now is the last.
            _ = _disposing.CancelAsync();
            workers = _workers;
        }

        // A handler that ends its own subscription cannot wait for itself to return.
        var isInside = HandlerContext.IsInHandlerOf(this);
        await Task.WhenAll(workers.Select(worker => worker.StopAsync())).ConfigureAwait(false);
        var ending = Task.WhenAll(workers.Select(worker => worker.DisposeAsync().AsTask()));
        if (!isInside)
        {
            await ending.ConfigureAwait(false);
        }

        _engine.RemoveSubscription(this);
    }

    private async Task RunToTheEndAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var workers = _workers;
            await Task.WhenAll(workers.Select(worker => RunAsync(worker, leaving))).ConfigureAwait(false);
            if (stoppingToken.IsCancellationRequested
                || !Array.Exists(workers, worker => worker.IsRelaid)
                || !TryReplace(Create(workers[0].FoundLayout)))
            {
                return;
            }
        }
    }

    // As soon as one has noticed that the subscription is split otherwise, all let their message in flight end, and end.
    private static async Task RunAsync(Subscription worker, CancellationTokenSource leaving)
    {
        await worker.RunAsync(leaving.Token).ConfigureAwait(false);
        if (worker.IsRelaid)
        {
            await leaving.CancelAsync().ConfigureAwait(false);
        }
    }

    // After partitions the worker of the undivided subscription looks how it is split now, if at all; it knows what to do while the store is away.
    private Subscription[] Create(PartitionLayout? layout)
    {
        if (layout is null)
        {
            return [new Subscription(_engine, _definition, _settings, null)];
        }

        var share = new PartitionShare(
            _engine.Store, _engine.Options.TimeProvider, Id, _engine.InstanceId, layout.Count, Subscription.LeaseTimeOf(_settings));
        return
        [
            .. Enumerable.Range(0, layout.Count).Select(index => new Subscription(
                _engine, _definition, _settings, new Partition(Id, index, layout, share, _settings.PartitionBy))),
        ];
    }

    private bool TryReplace(Subscription[] workers)
    {
        lock (_gate)
        {
            if (_disposing.IsCancellationRequested)
            {
                return false;
            }

            _workers = workers;
        }

        Interlocked.Exchange(ref _replaced, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        return true;
    }
}
