namespace Po;

// What is stored about the subscription beside its position: whether it stands still, what fails, what is to be replayed. Every process
// sees the same.
internal sealed partial class Subscription
{
    private const string Application = "application";

    private SubscriptionStatus _status = SubscriptionStatus.Running;
    private bool _hasReplays;

    internal static StoredErrorException ErrorOf(SubscriptionStatus status) => new(status.Error ?? "It was paused.")
    {
        FailedNumber = status.FailedNumber,
    };

    private async ValueTask RefreshAsync(CancellationToken stopping)
    {
        if (_isPositionKnown && _isPositionFresh)
        {
            return;
        }

        if (_partition is not null)
        {
            await RefreshPartitionAsync(_partition, stopping).ConfigureAwait(false);
            return;
        }

        var stored = await _engine.Store.ReadSubscriptionAsync(Id, stopping).ConfigureAwait(false);
        if (stored is null && await TryBeginElsewhereAsync(stopping).ConfigureAwait(false))
        {
            stored = await _engine.Store.ReadSubscriptionAsync(Id, stopping).ConfigureAwait(false);
        }

        ThrowIfShadowIsLost(stored);
        FoundLayout = PartitionLayout.Of(stored);
        IsRelaid = FoundLayout is not null;
        if (IsRelaid)
        {
            return;
        }

        WarnOfOtherCount(stored is null ? _settings.Partitions : 1);
        Adopt(stored ?? new StoredSubscription { Id = Id, Position = 0 });
    }

    private void Adopt(StoredSubscription stored)
    {
        if (!_isPositionKnown || stored.Position != _storedPosition)
        {
            AdoptPosition(stored.Position);
        }

        AdoptStatus(stored);
        _isPositionKnown = true;
        _isPositionFresh = true;
    }

    private void AdoptPosition(long stored)
    {
        if (stored != _storedPosition)
        {
            // Another worker or an operator has moved it: what has failed here says nothing about what comes now.
            _failedNumber = 0;
            _failedAttempts = 0;
        }

        _storedPosition = stored;
        SetPosition(stored);
    }

    private void AdoptStatus(StoredSubscription stored)
    {
        var (previous, status) = (_status, stored.Status);
        _status = status;

        // What is on its way to other partitions is not handed over here meanwhile.
        _hasReplays = stored.IsReplayRequested && status.StopAt is null;
        var isSame = status.FailedNumber == _failedNumber;
        if (status.FailedNumber > 0 && (_failedNumber == 0 || (isSame && status.FailedAttempts > _failedAttempts)))
        {
            // Another worker, or an earlier life of this one, has tried it already.
            _failedNumber = status.FailedNumber;
            _failedAttempts = status.FailedAttempts;
            _isPermanent = false;
            _failedCause = ErrorOf(status);
        }
        else if (_failedNumber > 0 && status.FailedNumber == 0 && previous.FailedNumber == _failedNumber)
        {
            // An operator has given it all its attempts again.
            (_failedAttempts, _isPermanent) = (0, false);
        }
    }

    // Under the lock: whether this worker has to look again, because another one has moved on or an operator has changed something.
    private bool IsOvertaken(StoredSubscription locked)
    {
        ThrowIfShadowIsLost(locked);
        if (locked.Position != _storedPosition)
        {
            Log.SubscriptionPositionMoved(_logger, Id, locked.Position, _storedPosition);
            Adopt(locked);
            return true;
        }

        var stop = _status.StopAt;
        AdoptStatus(locked);
        return locked.Status.IsPaused || locked.Status.StopAt != stop;
    }

    // Changes something in a transaction of its own. False if another worker holds the subscription, or has moved on.
    private async ValueTask<bool> TryChangeAsync(
        Func<IStoreTransaction, ValueTask> change, CancellationToken stopping, bool isResuming = false)
    {
        var transaction = await _engine.Store.BeginAsync(stopping).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        var locked = await transaction.TryLockPositionAsync(Id, stopping).ConfigureAwait(false);
        if (locked is null)
        {
            return false;
        }

        ThrowIfShadowIsLost(transaction.LockedSubscription);

        // An operator may have paused it meanwhile: what a worker notes must not take that back.
        var stored = transaction.LockedSubscription!;
        if (!isResuming && (locked != _storedPosition || stored.Status.IsPaused || IsHeldByAnother(stored) || IsTakenOver(stored)))
        {
            return false;
        }

        await change(transaction).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        return true;
    }

    // A status is worth a try, no more: the worker knows by itself what fails. Null if the store has failed, false as above.
    private async ValueTask<bool?> TryStoreAsync(SubscriptionStatus status, CancellationToken stopping)
    {
        try
        {
            if (await TryChangeAsync(Store, stopping).ConfigureAwait(false))
            {
                _status = status;
                return true;
            }

            return false;
        }
        catch (Exception e) when (!stopping.IsCancellationRequested) // Whatever the store has; what failed first is the one to report.
        {
            Log.StatusNotStored(_logger, e, Id);
        }

        return null;

        ValueTask Store(IStoreTransaction transaction)
        {
            status = status with { StopAt = transaction.LockedSubscription!.Status.StopAt };
            return transaction.SetStatusAsync(status, stopping);
        }
    }

    // A pause that is stored ends when somebody resumes the subscription, here or anywhere; one that could not be, here or with a restart.
    private async Task PauseAsync(Exception cause, bool isStored, CancellationToken stopping)
    {
        var resume = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _lastError = cause;
        Volatile.Write(ref _resume, resume);
        Log.SubscriptionPaused(_logger, cause, Id, Position);
        SetState(SubscriptionState.Paused);
        if (isStored)
        {
            await ResumedAnywhereAsync(resume.Task, stopping).ConfigureAwait(false);
        }
        else
        {
            await resume.Task.WaitAsync(stopping).ConfigureAwait(false);
        }

        if (_failedNumber > 0)
        {
            (_failedAttempts, _isPermanent) = (0, false);
        }

        _isPositionKnown = false;
        _storeFaults = 0;
        _refusals = 0;
        Log.SubscriptionResumed(_logger, Id, Position);
        SetState(SubscriptionState.Retrying);
    }

    private async ValueTask ResumedAnywhereAsync(Task resumedHere, CancellationToken stopping)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (!resumedHere.IsCompleted)
            {
                // Records that arrive meanwhile nudge, too, and are nothing to look for.
                await Task.WhenAny(resumedHere, Task.Delay(_settings.MinPollInterval, _time, stopping)).ConfigureAwait(false);
                stopping.ThrowIfCancellationRequested();
                await WaitAsync(resumedHere, Backoff.Jitter(_settings.MaxPollInterval), stopping).ConfigureAwait(false);
            }

            try
            {
                if (await IsResumedAsync(resumedHere.IsCompleted, stopping).ConfigureAwait(false))
                {
                    return;
                }
            }
            catch (Exception e) when (!stopping.IsCancellationRequested) // The store may be away for as long as it likes.
            {
                Log.StatusNotStored(_logger, e, Id);
            }

            if (resumedHere.IsCompleted)
            {
                await Task.Delay(DelayAfter(attempt), _time, stopping).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<bool> IsResumedAsync(bool isResumedHere, CancellationToken stopping)
    {
        var stored = await _engine.Store.ReadSubscriptionAsync(Id, stopping).ConfigureAwait(false);
        if (stored is not { Status.IsPaused: true })
        {
            return true;
        }

        return isResumedHere && await TryChangeAsync(
            async transaction =>
            {
                await transaction.SetStatusAsync(Recovered(transaction.LockedSubscription!.Status), stopping).ConfigureAwait(false);
                await transaction.AddAuditAsync(Audit(AuditAction.Resume, Application, ""), stopping).ConfigureAwait(false);
            },
            stopping,
            isResuming: true).ConfigureAwait(false);
    }

    // Nothing fails any more; where it is to stop stays.
    internal static SubscriptionStatus Recovered(SubscriptionStatus status) => new() { StopAt = status.StopAt };

    private AuditEntry Audit(AuditAction action, string actor, string detail) => _engine.Audit(Id, action, actor, detail);
}
