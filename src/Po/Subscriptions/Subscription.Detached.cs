namespace Po;

// Detached mode: no transaction is open while the handler works. The subscription is leased by the clock of the store, and what a worker
// writes about it is checked against owner and epoch under the lock.
internal sealed partial class Subscription
{
    private long? _epoch;
    private long _leasedAt;

    private async ValueTask<PassResult> HandleDetachedAsync(SharedPage page, CancellationToken stopping, CancellationToken handling)
    {
        var count = CountToHandle(page.Records);
        var (refusal, parked) = await LeaseAsync(page, count, stopping).ConfigureAwait(false);
        if (refusal is { } result)
        {
            if (result is not PassResult.Worked)
            {
                _epoch = null;
            }

            return result;
        }

        if (_state is not SubscriptionState.Retrying)
        {
            SetState(SubscriptionState.CatchingUp);
        }

        ThrowIfAttemptsAreUsedUp(page);
        var work = new Handover(page, count, CreateLeasedContext())
        {
            Parked = parked,
        };
        try
        {
            if (!await TryHandleLeasedAsync(work, stopping, handling).ConfigureAwait(false))
            {
                return LoseLease();
            }
        }
        catch (HandlerFailedException e) when (work.Position > _position && work.Position < e.Record.GlobalNumber)
        {
            // What was handled has happened: only the message that has failed comes again.
            await TryMoveAsync(work, handling).ConfigureAwait(false);
            throw new HandlerFailedException(e.Record, 0, e.InnerException!);
        }

        return await TryMoveAsync(work, handling).ConfigureAwait(false) ? PassResult.Worked : LoseLease();
    }

    private HandlerContext CreateLeasedContext() => new(_engine, this, null)
    {
        Epoch = _epoch!.Value,
    };

    // Hands over while the lease is renewed. False if it could not be kept: the handler was cancelled then.
    private async ValueTask<bool> TryHandleLeasedAsync(Handover work, CancellationToken stopping, CancellationToken handling)
    {
        var keeper = new LeaseKeeper(_time, _settings.LeaseTime, _leasedAt, RenewAsync, handling);
        await using var _ = keeper.ConfigureAwait(false);
        try
        {
            await HandleAsync(work, stopping, keeper.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (keeper.IsLost && !handling.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            work.Context.Close();
        }
    }

    // As ReplayAsync, without a transaction while the handler works.
    private async ValueTask ReplayDetachedAsync(CancellationToken stopping, CancellationToken handling)
    {
        if (await _engine.Store.ReadParkedAsync(Id, OldestRequested, stopping).ConfigureAwait(false) is not [var parked])
        {
            _hasReplays = false;
            return;
        }

        var read = await _engine.Store.ReadGlobalAsync(parked.Stream, PageOf(parked), stopping).ConfigureAwait(false);
        var page = new SharedPage(read, parked.GlobalNumber, null);
        var (refusal, _) = await LeaseAsync(page, 0, stopping).ConfigureAwait(false);
        if (refusal is not null)
        {
            _epoch = null;
            LeaveReplayToOthers();
            return;
        }

        var work = new Handover(page, 1, CreateLeasedContext());
        try
        {
            if (!await TryHandleLeasedAsync(work, stopping, handling).ConfigureAwait(false))
            {
                LoseLease();
                return;
            }
        }
        catch (HandlerFailedException e) when (!_engine.Store.IsTransient(e.InnerException!))
        {
            await ParkAgainAsync(parked, e.InnerException!, stopping).ConfigureAwait(false);
            return;
        }

        var transaction = await _engine.Store.BeginAsync(handling).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        await transaction.LockPositionAsync(Id, handling).ConfigureAwait(false);
        if (IsMine(transaction.LockedSubscription!))
        {
            await UnparkAsync(parked, work, transaction, handling).ConfigureAwait(false);
        }
        else
        {
            LoseLease();
        }
    }

    // Takes the lease, or keeps it, and finds out what of the page is parked. A result instead if the page is not to be handled here.
    private async ValueTask<(PassResult? Refusal, IReadOnlyDictionary<StreamId, bool> Parked)> LeaseAsync(
        SharedPage page, int count, CancellationToken stopping)
    {
        var asked = _time.GetTimestamp();
        var transaction = await _engine.Store.BeginAsync(stopping).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        if (await LockAsync(transaction, stopping).ConfigureAwait(false) is not { } stored)
        {
            return (StandBy(), Handover.NothingParked);
        }

        if (IsTakenOver(stored))
        {
            return (GiveWay(), Handover.NothingParked);
        }

        if (IsOvertaken(stored))
        {
            return (PassResult.Worked, Handover.NothingParked);
        }

        if (IsHeldByAnother(stored))
        {
            return (StandBy(), Handover.NothingParked);
        }

        var epoch = stored.Owner == _engine.InstanceId && stored.Epoch == _epoch ? stored.Epoch : stored.Epoch + 1;
        var parked = await FindParkedAsync(page, count, transaction, stopping).ConfigureAwait(false);
        await transaction.SetLeaseAsync(_engine.InstanceId, epoch, _settings.LeaseTime, stopping).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        if (_epoch != epoch)
        {
            Log.SubscriptionLeased(_logger, Id, epoch);
        }

        (_epoch, _leasedAt) = (epoch, asked);
        return (null, parked);
    }

    // Others hold the lock for the moment of a look only, so whoever has the lease waits for it.
    private async ValueTask<StoredSubscription?> LockAsync(IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        if (_epoch is not null)
        {
            await transaction.LockPositionAsync(Id, cancellationToken).ConfigureAwait(false);
        }
        else if (await transaction.TryLockPositionAsync(Id, cancellationToken).ConfigureAwait(false) is null)
        {
            return null;
        }

        return transaction.LockedSubscription;
    }

    private async ValueTask<bool> RenewAsync(CancellationToken cancellationToken)
    {
        var transaction = await _engine.Store.BeginAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        await transaction.LockPositionAsync(Id, cancellationToken).ConfigureAwait(false);
        if (!IsMine(transaction.LockedSubscription!))
        {
            return false;
        }

        await transaction
            .SetLeaseAsync(_engine.InstanceId, _epoch!.Value, _settings.LeaseTime, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        return true;
    }

    // Compare and set on owner and epoch: whoever was overtaken changes nothing.
    private async ValueTask<bool> TryMoveAsync(Handover work, CancellationToken handling)
    {
        var transaction = await _engine.Store.BeginAsync(handling).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        await transaction.LockPositionAsync(Id, handling).ConfigureAwait(false);
        var stored = transaction.LockedSubscription!;
        if (!IsMine(stored) || stored.Position != _storedPosition)
        {
            return false;
        }

        await ParkAsync(work, transaction, handling).ConfigureAwait(false);
        if (HasOvercome(stored, work.Position))
        {
            await transaction.SetStatusAsync(Recovered(stored.Status), handling).ConfigureAwait(false);
        }

        await SaveStateAsync(work, work.Position, transaction, handling).ConfigureAwait(false);
        await transaction.SetPositionAsync(work.Position, handling).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        await FinishAsync(work, work.Position).ConfigureAwait(false);
        return true;
    }

    private async ValueTask ReleaseAsync()
    {
        if (_epoch is null)
        {
            return;
        }

        // A courtesy to others, for which nobody's shutdown takes longer.
        using var giving = new CancellationTokenSource(TimeToUnwind, _time);
        try
        {
            var transaction = await _engine.Store.BeginAsync(giving.Token).ConfigureAwait(false);
            await using var _ = transaction.ConfigureAwait(false);
            await transaction.LockPositionAsync(Id, giving.Token).ConfigureAwait(false);
            if (IsMine(transaction.LockedSubscription!))
            {
                await transaction.SetLeaseAsync(null, _epoch.Value, TimeSpan.Zero, giving.Token).ConfigureAwait(false);
                await transaction.CommitAsync().ConfigureAwait(false);
            }
        }
        catch (Exception e) // Others wait for the end of the lease then.
        {
            Log.StatusNotStored(_logger, e, Id);
        }
    }

    private PassResult LoseLease()
    {
        Log.LeaseLost(_logger, Id, _epoch ?? 0);
        _epoch = null;
        _isPositionKnown = false;
        return PassResult.Worked;
    }

    private bool IsMine(StoredSubscription stored) => stored.Owner == _engine.InstanceId && stored.Epoch == _epoch;

    // In transactional mode, too: a subscription may change its mode while an older process still runs.
    // What this process has leased and given up hinders nobody here: its handler has ended.
    private bool IsHeldByAnother(StoredSubscription stored) =>
        stored.Owner is { } owner && owner != _engine.InstanceId && stored.LeaseLeft > TimeSpan.Zero;
}
