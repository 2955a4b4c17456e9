namespace Po;

internal sealed partial class Rebuild
{
    private int _storeFaults;
    private int _attempts;
    private bool _mayRetryStored = true;
    private bool _isPrepared;

    /// <summary>Refuses a handler that a rebuild must not run, before anything is stored.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="plan">What is to be rebuilt.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RebuildRefusedException">It is such a handler.</exception>
    public static async ValueTask CheckHandlerAsync(PoEngine engine, RebuildPlan plan, CancellationToken cancellationToken)
    {
        var shadow = plan.CreateShadow(engine, plan.Settings, static _ => { });
        try
        {
            // A handler may be made of the transaction that it will work in; this one is rolled back.
            var transaction = await engine.Store.BeginAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = transaction.ConfigureAwait(false);
            var context = new HandlerContext(engine, shadow, transaction);
            try
            {
                var scope = plan.CreateHandler(context);
                await using var __ = scope.ConfigureAwait(false);
                plan.Check(scope.Handler);
            }
            finally
            {
                context.Close();
            }
        }
        finally
        {
            await shadow.CloseAsync().ConfigureAwait(false);
        }
    }

    private async Task RunToTheEndAsync()
    {
        Log.RebuildStarted(_logger, SubscriptionId, Target);
        try
        {
            while (!_stopping.IsCancellationRequested && _state is not RebuildState.Completed)
            {
                await RunRoundAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            End();
        }
    }

    // From wherever it is to the switch, unless something comes between.
    private async Task RunRoundAsync()
    {
        using var round = CancellationTokenSource.CreateLinkedTokenSource(_stopping);
        try
        {
            Begin(round);
            if (await RebuildAudit.ContainsAsync(_engine, _plan, round.Token).ConfigureAwait(false))
            {
                Complete();
                return;
            }

            await BuildAsync(round.Token).ConfigureAwait(false);
        }
        catch (Exception) when (_stopping.IsCancellationRequested) // Whatever it was: it is over.
        {
        }
        catch (OperationCanceledException) when (round.IsCancellationRequested)
        {
            await PauseAsync(null).ConfigureAwait(false);
        }
        catch (Exception e) // The loop's edge: whatever handler, store and application have thrown.
        {
            await RecoverAsync(e, round.Token).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _round = null;
            }
        }
    }

    private void Begin(CancellationTokenSource round)
    {
        lock (_gate)
        {
            _round = round;
            if (_isPauseWanted)
            {
                Cancel(round);
            }
        }

        round.Token.ThrowIfCancellationRequested();
    }

    private async ValueTask BuildAsync(CancellationToken cancellationToken)
    {
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var shadow = _plan.CreateShadow(_engine, _plan.Settings, stored => Check(stored, lost));
        try
        {
            await PrepareAsync(shadow, cancellationToken).ConfigureAwait(false);
            _shadow = shadow;
            StartRate();
            SetState(RebuildState.CatchingUp);
            _ = shadow.RunAsync(CancellationToken.None);
            await CatchUpAsync(shadow, lost.Task, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await shadow.CloseAsync().ConfigureAwait(false);
            Keep(shadow);
        }

        SetState(RebuildState.Switching);
        await SwitchAsync(shadow, cancellationToken).ConfigureAwait(false);
    }

    // Makes the target in the transaction that stores where the rebuild begins: both, or neither.
    private async ValueTask PrepareAsync(Subscription shadow, CancellationToken cancellationToken)
    {
        var start = await FindStartAsync(cancellationToken).ConfigureAwait(false);
        var transaction = await _engine.Store.BeginAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        await transaction.LockPositionAsync(ShadowId, cancellationToken).ConfigureAwait(false);
        var stored = transaction.LockedSubscription!;
        if (!stored.IsNew)
        {
            await RetryStoredAsync(transaction, stored, cancellationToken).ConfigureAwait(false);
            return;
        }

        // Another process may have switched, and removed what was stored, while this one has waited for the lock.
        if (_isPrepared || await RebuildAudit.ContainsAsync(_engine, _plan, cancellationToken).ConfigureAwait(false))
        {
            throw new ShadowLostException(ShadowId);
        }

        SetState(RebuildState.Preparing);
        var context = new HandlerContext(_engine, shadow, transaction);
        try
        {
            await CallAsync(_plan.Options.Prepare, context, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            context.Close();
        }

        await transaction.SetPositionAsync(start, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        _isPrepared = true;
        MoveTo(start);
    }

    // Who calls the verb again has mended what has failed; what an operator has paused stays so.
    private async ValueTask RetryStoredAsync(IStoreTransaction transaction, StoredSubscription stored, CancellationToken cancellationToken)
    {
        if (_mayRetryStored && stored.Status.FailedNumber > 0)
        {
            await transaction.SetStatusAsync(SubscriptionStatus.Running, cancellationToken).ConfigureAwait(false);
            var entry = _engine.Audit(ShadowId, AuditAction.Resume, "application", "The rebuild was asked for again.");
            await transaction.AddAuditAsync(entry, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync().ConfigureAwait(false);
        }

        _mayRetryStored = false;
        _isPrepared = true;
        MoveTo(stored.Position);
    }

    private async ValueTask<long> FindStartAsync(CancellationToken cancellationToken)
    {
        if (await _engine.Store.ReadSubscriptionAsync(ShadowId, cancellationToken).ConfigureAwait(false) is not null)
        {
            return 0;
        }

        var finder = _plan.CreateShadow(_engine, _plan.Limits, static _ => { });
        try
        {
            return await finder.FindBeginningAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await finder.CloseAsync().ConfigureAwait(false);
        }
    }

    // Until the rest is small enough for a transaction that keeps the live subscription waiting.
    private async ValueTask CatchUpAsync(Subscription shadow, Task lost, CancellationToken cancellationToken)
    {
        var isCaughtUp = false;
        while (!isCaughtUp || shadow.Lag > _plan.Settings.PageSize)
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var caughtUp = shadow.WhenCaughtUpAsync(waiting.Token).AsTask();
            await Task.WhenAny(caughtUp, lost).ConfigureAwait(false);
            if (lost.IsCompleted)
            {
                await waiting.CancelAsync().ConfigureAwait(false);
                await caughtUp.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw new ShadowLostException(ShadowId);
            }

            try
            {
                await caughtUp.ConfigureAwait(false);
                isCaughtUp = true;
            }
            catch (SubscriptionFaultedException e)
            {
                isCaughtUp = false;
                await StandStillAsync(shadow, e.InnerException!, lost, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask StandStillAsync(Subscription shadow, Exception cause, Task lost, CancellationToken cancellationToken)
    {
        var resume = EnterPause(cause);
        var resumedElsewhere = shadow.WhilePausedAsync(cancellationToken);
        await Task.WhenAny(resume, resumedElsewhere, lost).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        shadow.Resume();
        LeavePause(RebuildState.CatchingUp);
        await Task.WhenAny(resumedElsewhere, lost).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task RecoverAsync(Exception fault, CancellationToken cancellationToken)
    {
        var cause = (fault as HandlerFailedException)?.InnerException ?? fault;
        var isPermanent = cause is RebuildRefusedException or SchemaVersionException or PoConfigurationException;
        if (cause is ShadowLostException && await IsSwitchedAsync(cancellationToken).ConfigureAwait(false))
        {
            Complete();
            return;
        }

        if (cause is ShadowLostException || isPermanent || (!IsTransient(cause) && ++_attempts >= _plan.Settings.MaxAttempts))
        {
            if (cause is ShadowLostException)
            {
                Forget();
            }

            await PauseAsync(cause).ConfigureAwait(false);
            return;
        }

        _error = cause;
        SetState(RebuildState.Retrying);
        var delay = Backoff.Jitter(Backoff.Longest(_plan.Settings.RetryDelay, _plan.Settings.MaxRetryDelay, ++_storeFaults));
        Log.RebuildFailed(_logger, cause, SubscriptionId, Target, delay);
        try
        {
            await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
            _error = null;
        }
        catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
        {
            _error = null;
            await PauseAsync(null).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> IsSwitchedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await RebuildAudit.ContainsAsync(_engine, _plan, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsTransient(e))
        {
            return false;
        }
    }

    // Another worker was a little faster, or the store is away: it is no fault of the rebuild.
    private bool IsTransient(Exception cause) =>
        cause is PositionConflictException or ShadowBusyException || _engine.Store.IsTransient(cause);

    private async Task PauseAsync(Exception? cause)
    {
        await EnterPause(cause).WaitAsync(_stopping).ConfigureAwait(false);
        LeavePause(RebuildState.CatchingUp);
    }

    private Task EnterPause(Exception? cause)
    {
        Task resume;
        lock (_gate)
        {
            if (_resume is null || (cause is not null && _resume.Task.IsCompleted))
            {
                _resume = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            resume = _resume.Task;
        }

        _error = cause ?? _error;
        Log.RebuildPaused(_logger, cause, SubscriptionId, Target, Position);
        SetState(RebuildState.Paused);
        return resume;
    }

    private void LeavePause(RebuildState state)
    {
        lock (_gate)
        {
            _resume = _isPauseWanted ? _resume : null;
        }

        (_error, _attempts, _storeFaults) = (null, 0, 0);
        StartRate();
        Log.RebuildResumed(_logger, SubscriptionId, Target, Position);
        SetState(state);
    }

    // Whether what is stored about the shadow is what this process knows of it, or what another one has added.
    private void Check(StoredSubscription? stored, TaskCompletionSource lost)
    {
        if (stored is null or { IsNew: true } || stored.Position < Volatile.Read(ref _stored))
        {
            lost.TrySetResult();
            throw new ShadowLostException(ShadowId);
        }

        MoveTo(stored.Position);
    }

    private void StartRate()
    {
        lock (_gate)
        {
            (_rateFrom, _rateSince) = (Position, _time.GetTimestamp());
        }
    }

    private void MoveTo(long position)
    {
        Volatile.Write(ref _stored, Math.Max(position, Volatile.Read(ref _stored)));
        Volatile.Write(ref _position, Math.Max(position, Volatile.Read(ref _position)));
    }

    // Whoever resumes it wants it to begin anew.
    private void Forget()
    {
        _isPrepared = false;
        Volatile.Write(ref _stored, 0);
        Volatile.Write(ref _position, 0);
    }

    private void Keep(Subscription shadow)
    {
        Volatile.Write(ref _horizon, Math.Max(Horizon, shadow.Horizon));
        Volatile.Write(ref _position, Math.Max(Position, shadow.Position));
        Interlocked.Add(ref _handled, shadow.HandledMessages);
        _shadow = null;
    }

    private void Complete()
    {
        _error = null;
        Log.RebuildCompleted(_logger, SubscriptionId, Target, Position, Handled);

        // Whoever hears of the end may begin the next one at once.
        _engine.RemoveRebuild(this);
        SetState(RebuildState.Completed);
    }
}
