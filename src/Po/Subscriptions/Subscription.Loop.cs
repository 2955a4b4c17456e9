namespace Po;

internal sealed partial class Subscription
{
    // Whoever stands by takes over within this time, whatever the longest poll is.
    private static readonly TimeSpan LongestStandBy = TimeSpan.FromSeconds(1);

    private INudgeReceiver? _receiver;
    private TimeSpan _pollInterval;
    private int _storeFaults;
    private int _refusals;
    private int _failedAttempts;
    private long _failedNumber;
    private Exception? _failedCause;

    public Task RunAsync(CancellationToken stoppingToken)
    {
        if (Interlocked.Exchange(ref _hasStarted, 1) != 0)
        {
            // Disposed of before its host could start it: there is nothing to run.
            return _disposing.IsCancellationRequested
                ? Task.CompletedTask
                : Task.FromException(new InvalidOperationException($"Subscription '{Id}' runs already, or has ended."));
        }

        // The worker must not inherit the caller's context: a handler that subscribes would lend it its transaction, and whoever starts a
        // host in an ambient transaction that one.
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(() => RunToTheEndAsync(stoppingToken), CancellationToken.None);
        }
    }

    private async Task RunToTheEndAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _disposing.Token);
        using var handling = new CancellationTokenSource();
        var grace = _time.CreateTimer(
            source =>
            {
                _ = ((CancellationTokenSource)source!).CancelAsync();
                _graceIsOver.TrySetResult();
            },
            handling,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        await using var endOfGrace = grace.ConfigureAwait(false);
        using var onStopping = stopping.Token.UnsafeRegister(
            _ => grace.Change(_settings.GraceTime, Timeout.InfiniteTimeSpan), null);
        Log.SubscriptionStarted(_logger, Id, Source);
        try
        {
            await LoopAsync(stopping.Token, handling.Token).ConfigureAwait(false);
        }
        finally
        {
            Log.SubscriptionStopped(_logger, Id, Position);
            End();
        }
    }

    private async Task LoopAsync(CancellationToken stopping, CancellationToken handling)
    {
        while (!stopping.IsCancellationRequested)
        {
            var isAtStore = false;
            try
            {
                _receiver ??= await _engine.Broker.RegisterAsync(Source, stopping).ConfigureAwait(false);
                isAtStore = true;
                var result = await RunOnceAsync(stopping, handling).ConfigureAwait(false);
                isAtStore = false;
                if (result is PassResult.Relaid)
                {
                    break;
                }

                await RestAsync(result, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) // The loop's edge: a worker outlives every fault of handler, store and broker.
            {
                await RecoverAsync(e, isAtStore, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await ReleaseAsync().ConfigureAwait(false);
        await _pages.DisposeAsync().ConfigureAwait(false);
        if (_receiver is not null)
        {
            await _receiver.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask RestAsync(PassResult result, CancellationToken stopping)
    {
        _storeFaults = 0;
        _refusals = 0;
        switch (result)
        {
            case PassResult.Worked:
                _pollInterval = _settings.MinPollInterval;
                break;
            case PassResult.Isolated:
                await Task.Delay(DelayAfter(_failedAttempts), _time, stopping).ConfigureAwait(false);
                break;
            case PassResult.Paused:
                await PauseAsync(ErrorOf(_status), isStored: true, stopping).ConfigureAwait(false);
                break;
            default:
                await WaitForWorkAsync(stopping).ConfigureAwait(false);
                break;
        }
    }

    private async ValueTask WaitForWorkAsync(CancellationToken stopping)
    {
        // Somebody who waits for this position is not made to wait for a long poll; jitter keeps processes out of step.
        var interval = IsAwaited(long.MaxValue) ? _settings.MinPollInterval
            : Backoff.Jitter(_state is SubscriptionState.StandingBy or SubscriptionState.Paused ? Min(_pollInterval, LongestStandBy) : _pollInterval);
        var wakeUp = Volatile.Read(ref _wakeUp).Task;
        var isNudged = await WaitAsync(wakeUp, interval, stopping).ConfigureAwait(false);
        _isNudged |= isNudged;
        if (wakeUp.IsCompleted)
        {
            Volatile.Write(ref _wakeUp, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        else if (!isNudged)
        {
            _pollInterval = Min(_pollInterval * 2, _settings.MaxPollInterval);
            _polledAfter = interval;
            _isPositionFresh = ++_polls % PollsBetweenPositions != 0;
        }
    }

    // Whether there was a nudge before the time was over, or before something else was there.
    private async ValueTask<bool> WaitAsync(Task wakeUp, TimeSpan interval, CancellationToken stopping)
    {
        using var resting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var nudge = _receiver!.WaitAsync(interval, resting.Token).AsTask();
        await Task.WhenAny(nudge, wakeUp).ConfigureAwait(false);
        if (wakeUp.IsCompleted)
        {
            await resting.CancelAsync().ConfigureAwait(false);
            await ((Task)nudge).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stopping.ThrowIfCancellationRequested();
            return nudge is { IsCompletedSuccessfully: true, Result: true };
        }

        return await nudge.ConfigureAwait(false);
    }

    private Task RecoverAsync(Exception fault, bool isAtStore, CancellationToken stopping)
    {
        _isPositionKnown = false;
        return fault switch
        {
            HandlerFailedException { InnerException: { } cause } when _engine.Store.IsTransient(cause) =>
                RetryStoreAsync(cause, stopping),
            HandlerFailedException failure => RetryHandlerAsync(failure, stopping),
            StateLostException { InnerException: MessageVersionException newer } => LeaveToNewerAsync(newer, isFirst: true, stopping),
            HistoryLostException or SchemaVersionException or PoConfigurationException => PauseAsync(fault, isStored: false, stopping),
            _ when isAtStore && IsRefusal(fault) && ++_refusals >= _settings.MaxAttempts => PauseAsync(fault, isStored: false, stopping),
            _ => RetryStoreAsync(fault, stopping),
        };
    }

    // What the store itself does not expect to go away: a right that was taken away, a table that is gone. A position that somebody
    // else has moved is none of this: it is read again.
    private bool IsRefusal(Exception fault) => fault is not PositionConflictException && !_engine.Store.IsTransient(fault);

    private Task RetryStoreAsync(Exception fault, CancellationToken stopping)
    {
        _lastError = fault;
        var delay = DelayAfter(++_storeFaults);
        Log.SubscriptionStoreFailed(_logger, fault, Id, _storeFaults, delay);
        SetState(SubscriptionState.Retrying);
        return Task.Delay(delay, _time, stopping);
    }

    private TimeSpan DelayAfter(int failures) =>
        Backoff.Jitter(Backoff.Longest(_settings.RetryDelay, _settings.MaxRetryDelay, failures));

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
