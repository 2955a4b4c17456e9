using Microsoft.Extensions.Logging;

namespace Po.Postgres;

// Sends out together what waits together. While a batch is under way the next ones gather; when it returns they go, so that nobody waits
// for a timer and a lone caller's append goes at once.
internal sealed class AppendBatcher : IAsyncDisposable
{
    private const int MaxBlockedStreams = 4;

    // So many appends in the usual batch are a crowd.
    private const double Crowd = 1.5;

    // A batch takes a few milliseconds.
    private static readonly TimeSpan LateAfter = TimeSpan.FromMilliseconds(20);

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
    private readonly ITimer _late;
    private int _working;
    private int _inFlight;
    private double _usualSize = 1;
    private bool _isTimed;
    private bool _isOverdue;
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

        _late = time.CreateTimer(_ => StartWhatIsLate(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _rest = time.CreateTimer(_ => RestIdleLanes(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The store, as its user knows it.</summary>
    public string Store => _store;

    public TimeSpan AppendTimeout => _options.AppendTimeout;

    public ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var append = new PendingAppend(request, _time.GetTimestamp(), cancellationToken);
        if (!_room.Wait(0, CancellationToken.None))
        {
            return AppendWhenThereIsRoomAsync(append);
        }

        Enqueue(append);
        return cancellationToken.CanBeCanceled ? EndOfAsync(append) : new(append.Ended);
    }

    /// <summary>The next batch for a lane; null, and the lane is idle, if there is none.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="done">The lane's last batch.</param>
    public List<PendingAppend>? Next(AppendLane lane, List<PendingAppend> done)
    {
        lock (_gate)
        {
            Release(done);
            _inFlight -= lane.Size;
            lane.Size = 0;
            var batch = IsWorthALane() ? _queue.Take(lane.Life) : [];
            _isOverdue = false;
            if (batch.Count > 0)
            {
                batch.ForEach(append => append.Lane = lane);
                lane.Size = batch.Count;
                _usualSize += (batch.Count - _usualSize) / 4;
                _inFlight += batch.Count;
                StartIdleLaneElsewhere();
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
            expired.ForEach(append => Remove(append));
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
            waiting.ForEach(append => Remove(append));
        }

        waiting.ForEach(append => append.Fail(new ObjectDisposedException(nameof(PostgresStore))));
        await WhenDrainedAsync().ConfigureAwait(false);
        await _rest.DisposeAsync().ConfigureAwait(false);
        await _late.DisposeAsync().ConfigureAwait(false);
        foreach (var lane in _idle)
        {
            await lane.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<AppendResult> AppendWhenThereIsRoomAsync(PendingAppend append)
    {
        await WaitForRoomAsync(append.CancellationToken).ConfigureAwait(false);
        Enqueue(append);
        return await EndOfAsync(append).ConfigureAwait(false);
    }

    private async ValueTask<AppendResult> EndOfAsync(PendingAppend append)
    {
        using var registration = append.CancellationToken.UnsafeRegister(
            static (state, _) => ((PendingAppendToken)state!).Cancel(), new PendingAppendToken(this, append));
        return await append.Ended.ConfigureAwait(false);
    }

    private void Enqueue(PendingAppend append)
    {
        AppendLane? lane;
        lock (_gate)
        {
            if (_isDisposed)
            {
                _room.Release();
                throw new ObjectDisposedException(nameof(PostgresStore));
            }

            _queue.Add(append);
            lane = _queue.IsBusy(append.Stream) || !IsWorthALane() ? null : TakeIdleLane();
        }

        // On the caller's thread: a lone caller waits for no other one.
        lane?.Start();
    }

    private bool Remove(PendingAppend append)
    {
        if (!_queue.Remove(append))
        {
            return false;
        }

        _room.Release();
        return true;
    }

    private void Release(List<PendingAppend> appends)
    {
        _queue.Release(appends);
        if (appends.Count > 0)
        {
            _room.Release(appends.Count);
        }
    }

    // A commit costs about as much for one append as for many, and two at once wait for the same disk: while many are under way, the
    // others gather for the next, unless they fill a batch of their own. Few callers do not wait for each other.
    private bool IsWorthALane()
    {
        if (_inFlight == 0 || _isOverdue || _usualSize < Crowd || _queue.Count >= _options.MaxBatchMessages)
        {
            return true;
        }

        if (_queue.Count > 0 && !_isTimed)
        {
            _isTimed = true;
            _late.Change(LateAfter, Timeout.InfiniteTimeSpan);
        }

        return false;
    }

    private AppendLane? TakeIdleLane()
    {
        if (_queue.IsEmpty || !_idle.TryPop(out var lane))
        {
            return null;
        }

        _working++;
        return lane;
    }

    // Whoever holds the gate, or has appends of its own to see to, does not stop for another lane.
    private void StartIdleLaneElsewhere()
    {
        if (IsWorthALane() && TakeIdleLane() is { } lane)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static lane => lane.Start(), lane, preferLocal: false);
        }
    }

    // What is under way takes its time, waiting for a lock perhaps: nobody else is to wait for that.
    private void StartWhatIsLate()
    {
        lock (_gate)
        {
            _isTimed = false;
            _isOverdue = true;
            StartIdleLaneElsewhere();
        }
    }

    private void Cancel(PendingAppend append)
    {
        AppendLane? lane;
        lock (_gate)
        {
            lane = Remove(append) ? null : append.Lane;
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
                Release(appends);
                StartIdleLaneElsewhere();
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
