using Microsoft.Extensions.Logging;

namespace Po.Postgres;

// Sends out together what waits together. While a batch is under way the next ones gather; when it returns they go, so that nobody waits
// for a timer and a lone caller's append goes at once.
internal sealed class AppendBatcher : IAsyncDisposable
{
    private const int MaxBlockedStreams = 4;

    private readonly Lock _gate = new();
    private readonly AppendQueue _queue;
    private readonly Stack<AppendLane> _idle = new();
    private readonly SemaphoreSlim _room;
    private readonly SemaphoreSlim _blockedRoom = new(MaxBlockedStreams);
    private readonly PostgresStoreOptions _options;
    private readonly Func<AppendLane> _createLane;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _store;
    private readonly ITimer _rest;
    private int _working;
    private TaskCompletionSource? _drained;
    private bool _isDisposed;

    public AppendBatcher(
        PostgresSql sql, PostgresConnections connections, PostgresStoreOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _store = connections.Name;
        _queue = new AppendQueue(options.MaxBatchMessages, options.MaxBatchBytes);
        _room = new SemaphoreSlim(options.MaxWaitingAppends);
        _createLane = () => new AppendLane(new AppendSession(sql, connections), this, time, logger);
        for (var i = 0; i < options.MaxConcurrentBatches; i++)
        {
            _idle.Push(_createLane());
        }

        _rest = time.CreateTimer(_ => RestIdleLanes(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The store, as its user knows it.</summary>
    public string Store => _store;

    public TimeSpan AppendTimeout => _options.AppendTimeout;

    public async ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var enqueued = _time.GetTimestamp();
        if (!_room.Wait(0, CancellationToken.None))
        {
            await WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            var append = new PendingAppend(request, enqueued, cancellationToken);
            Enqueue(append);
            using var registration = cancellationToken.UnsafeRegister(static (state, _) => ((PendingAppendToken)state!).Cancel(), new PendingAppendToken(this, append));
            return await append.Ended.ConfigureAwait(false);
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>The next batch for a lane; null, and the lane is idle, if there is none.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="done">The lane's last batch.</param>
    public List<PendingAppend>? Next(AppendLane lane, List<PendingAppend> done)
    {
        lock (_gate)
        {
            _queue.Release(done);
            var batch = _queue.Take();
            if (batch.Count > 0)
            {
                batch.ForEach(append => append.Lane = lane);
                StartIdleLane();
                return batch;
            }

            _idle.Push(lane);
            _working--;
            _drained?.TrySetResult();
        }

        lane.IdleSince = _time.GetTimestamp();
        _rest.Change(AppendLane.RestAfter, Timeout.InfiniteTimeSpan);
        return null;
    }

    /// <summary>Lets appends of one stream wait for other transactions beside the lanes, so that no other stream waits with them.</summary>
    /// <param name="appends">Appends of one stream, with which the caller has no more to do.</param>
    public void WaitBeside(List<PendingAppend> appends)
    {
        Log.StreamBlocked(_logger, appends[0].Stream);
        lock (_gate)
        {
            _working++;
            appends.ForEach(append => append.Lane = null);
        }

        _ = Task.Run(() => WaitBesideAsync(appends));
    }

    /// <summary>Fails everything that has waited for too long while the store is away.</summary>
    /// <param name="error">Why the store is away.</param>
    public void FailExpired(Exception error)
    {
        List<PendingAppend> expired;
        lock (_gate)
        {
            expired = [.. _queue.Waiting.Where(IsExpired)];
            expired.ForEach(append => _queue.Remove(append));
        }

        expired.ForEach(append => append.Fail(AtExpiry(append, error)));
    }

    /// <summary>What the caller of an append hears whose time is over.</summary>
    /// <param name="append">The append.</param>
    /// <param name="error">What has kept it from being stored.</param>
    public Exception AtExpiry(PendingAppend append, Exception error) =>
        PostgresErrors.IsLockTimeout(error) && !append.MayBeStored
            ? new StoreBusyException(_store, _options.AppendTimeout, error)
            : error;

    public bool IsExpired(PendingAppend append) => _time.GetElapsedTime(append.Enqueued) >= _options.AppendTimeout;

    public async ValueTask DisposeAsync()
    {
        List<PendingAppend> waiting;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            waiting = [.. _queue.Waiting];
            waiting.ForEach(append => _queue.Remove(append));
        }

        waiting.ForEach(append => append.Fail(new ObjectDisposedException(nameof(PostgresStore))));
        await WhenDrainedAsync().ConfigureAwait(false);
        await _rest.DisposeAsync().ConfigureAwait(false);
        foreach (var lane in _idle)
        {
            await lane.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Enqueue(PendingAppend append)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(PostgresStore));
            _queue.Add(append);
            if (!_queue.IsBusy(append.Stream))
            {
                StartIdleLane();
            }
        }
    }

    private void StartIdleLane()
    {
        if (!_queue.IsEmpty && _idle.TryPop(out var lane))
        {
            _working++;

            // Not on the caller's thread and without its context: a batch belongs to many callers.
            ThreadPool.UnsafeQueueUserWorkItem(static lane => lane.Start(), lane, preferLocal: false);
        }
    }

    private void Cancel(PendingAppend append)
    {
        AppendLane? lane;
        lock (_gate)
        {
            lane = _queue.Remove(append) ? null : append.Lane;
        }

        if (lane is not null)
        {
            lane.GiveUpSoon();
        }
        else if (!append.MayBeStored)
        {
            append.Cancel();
        }
    }

    private async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_options.AppendTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await _room.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreBusyException(_store, _options.AppendTimeout);
        }
    }

    private async Task WaitBesideAsync(List<PendingAppend> appends)
    {
        await _blockedRoom.WaitAsync().ConfigureAwait(false);
        var lane = _createLane();
        try
        {
            lock (_gate)
            {
                appends.ForEach(append => append.Lane = lane);
            }

            await lane.WaitForOthersAsync(appends).ConfigureAwait(false);
        }
        finally
        {
            await lane.DisposeAsync().ConfigureAwait(false);
            _blockedRoom.Release();
            lock (_gate)
            {
                _queue.Release(appends);
                StartIdleLane();
                _working--;
                _drained?.TrySetResult();
            }
        }
    }

    private async ValueTask WhenDrainedAsync()
    {
        while (true)
        {
            Task drained;
            lock (_gate)
            {
                if (_working == 0)
                {
                    return;
                }

                _drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                drained = _drained.Task;
            }

            await drained.ConfigureAwait(false);
        }
    }

    private void RestIdleLanes()
    {
        List<AppendLane> resting;
        lock (_gate)
        {
            resting = [.. _idle.Where(lane => _time.GetElapsedTime(lane.IdleSince) >= AppendLane.RestAfter)];
            resting.ForEach(lane => lane.Rest());
        }
    }

    private sealed class PendingAppendToken(AppendBatcher batcher, PendingAppend append)
    {
        public void Cancel() => batcher.Cancel(append);
    }
}
