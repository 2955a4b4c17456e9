namespace Po;

// What is special about a partition: which messages are its own, and when it works at all.
internal sealed partial class Subscription
{
    // A partition in transactional mode is safe by the lock on its row. Its lease tells others who works, so it ends soon after a process has.
    private static readonly TimeSpan PartitionLease = TimeSpan.FromSeconds(5);

    private bool _hasWarned;

    /// <summary>For how long a partition is leased, by its mode.</summary>
    /// <param name="settings">The settings of its subscription.</param>
    public static TimeSpan LeaseTimeOf(SubscriptionSettings settings) =>
        settings.Mode is SubscriptionMode.Detached ? settings.LeaseTime : PartitionLease;

    /// <summary>Whether the worker has ended because the subscription is split otherwise than it was made for.</summary>
    public bool IsRelaid { get; private set; }

    /// <summary>How it is split, if the worker of the undivided subscription has found that.</summary>
    public PartitionLayout? FoundLayout { get; private set; }

    private async ValueTask RefreshPartitionAsync(Partition partition, CancellationToken stopping)
    {
        var maxAge = !_isPositionFresh ? TimeSpan.Zero : IsAwaited(long.MaxValue) ? _settings.MinPollInterval / 2 : PartitionShare.MaxAge;
        var look = await partition.Share.LookAsync(maxAge, stopping).ConfigureAwait(false);
        if (look.Layout != partition.Layout)
        {
            IsRelaid = true;
            return;
        }

        WarnOfOtherCount(partition.Layout.Count);
        var stored = look.Partitions[partition.Index];
        if (stored.Position >= _storedPosition || !_isPositionFresh)
        {
            Adopt(stored);
        }

        _isPositionKnown = true;
        _isPositionFresh = true;
    }

    // Makes sure that this process works on the partition, and says what to do instead if it does not. Who works on a whole subscription is left to the
    // lock or the lease alone.
    private async ValueTask<PassResult?> ShareAsync(CancellationToken stopping)
    {
        if (_partition is not { Share: var share, Index: var index } partition)
        {
            return null;
        }

        var look = await share.LookAsync(PartitionShare.MaxAge, stopping).ConfigureAwait(false);
        if (look.Layout != partition.Layout)
        {
            IsRelaid = true;
            return PassResult.Relaid;
        }

        switch (share.Decide(index, _epoch is not null, look))
        {
            case ShareDecision.Keep:
                return null;
            case ShareDecision.Release:
                Log.PartitionReleased(_logger, Id);
                await ReleaseAsync().ConfigureAwait(false);
                _epoch = null;
                return StandBy();
            case ShareDecision.Leave:
                return StandBy();
            case var taking:
                return await TakeAsync(partition, isTakingOver: taking is ShareDecision.TakeOver, stopping).ConfigureAwait(false);
        }
    }

    private async ValueTask<PassResult> TakeAsync(Partition partition, bool isTakingOver, CancellationToken stopping)
    {
        try
        {
            if (await TryLeaseAsync(partition, isTakingOver, stopping).ConfigureAwait(false) is not { } leased)
            {
                partition.Share.Forget(partition.Index);
                return StandBy();
            }

            if (!await ConfirmAsync(partition, stopping).ConfigureAwait(false))
            {
                return PassResult.Relaid;
            }

            (_epoch, _leasedAt) = leased;
            Log.SubscriptionLeased(_logger, Id, leased.Epoch);
            return PassResult.Worked;
        }
        finally
        {
            if (_epoch is null)
            {
                partition.Share.Forget(partition.Index);
            }
        }
    }

    // In a transaction of its own: nothing is handed over before the lease is stored. It ends by itself if that cannot be told any more.
    private async ValueTask<(long Epoch, long At)?> TryLeaseAsync(Partition partition, bool isTakingOver, CancellationToken stopping)
    {
        var asked = _time.GetTimestamp();
        var transaction = await _engine.Store.BeginAsync(stopping).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        if (isTakingOver)
        {
            await transaction.LockPositionAsync(Id, stopping).ConfigureAwait(false);
        }
        else if (await transaction.TryLockPositionAsync(Id, stopping).ConfigureAwait(false) is null)
        {
            return null;
        }

        var (stored, layout, lease) = (transaction.LockedSubscription!, partition.Layout, LeaseTimeOf(_settings));
        var epoch = layout.Generation;
        if (!layout.Holds(stored))
        {
            await layout.BeginAsync(transaction, layout.Start, _engine.InstanceId, lease, stopping).ConfigureAwait(false);
            stored = layout.Unbegun(Id);
        }
        else if ((!isTakingOver && IsHeldByAnother(stored)) || stored.Status.IsPaused || stored.Position >= stored.Status.StopAt)
        {
            Adopt(stored);
            return null;
        }
        else
        {
            epoch = stored.Epoch + 1;
            await transaction.SetLeaseAsync(_engine.InstanceId, epoch, lease, stopping).ConfigureAwait(false);
        }

        await transaction.CommitAsync().ConfigureAwait(false);
        Adopt(stored);
        return (epoch, asked);
    }

    // A layout that follows removes rows only when it stands in the row of the name. So whoever has stored something, and sees his layout there
    // afterwards, has stored it in a row that no other layout takes from him unseen. Otherwise he may have begun a row that was removed already, which
    // nobody else works with: no other layout has epochs of this one.
    private async ValueTask<bool> ConfirmAsync(Partition partition, CancellationToken stopping)
    {
        var head = await _engine.Store.ReadSubscriptionAsync(Name, stopping).ConfigureAwait(false);
        if (PartitionLayout.Of(head) == partition.Layout)
        {
            return true;
        }

        IsRelaid = true;
        var transaction = await _engine.Store.BeginAsync(stopping).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        if (await transaction.TryLockPositionAsync(Id, stopping).ConfigureAwait(false) is not null
            && transaction.LockedSubscription is { IsNew: false } stored
            && stored.Epoch / PartitionLayout.EpochsOfLayout == partition.Layout.Generation / PartitionLayout.EpochsOfLayout)
        {
            await transaction.DeleteSubscriptionAsync(stopping).ConfigureAwait(false);
            await transaction.CommitAsync().ConfigureAwait(false);
        }

        return false;
    }

    // Under the lock: a partition is worked on under a lease only, which also tells its row from one that another layout has begun under the same id.
    private bool IsTakenOver(StoredSubscription locked) => _partition is not null && !IsMine(locked);

    private PassResult GiveWay()
    {
        _epoch = null;
        _partition?.Share.Forget(_partition.Index);
        return StandBy();
    }

    // With the transaction that runs anyway. Returns when that was.
    private async ValueTask<long?> RenewInAsync(IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        if (_partition is null || _time.GetElapsedTime(_leasedAt) < PartitionLease / 3)
        {
            return null;
        }

        var now = _time.GetTimestamp();
        await transaction.SetLeaseAsync(_engine.InstanceId, _epoch!.Value, PartitionLease, cancellationToken).ConfigureAwait(false);
        return now;
    }

    // What of a page is handed over here: nothing of other partitions, and nothing beyond where it is to stop.
    private SharedPage Own(SharedPage page)
    {
        var end = _status.StopAt ?? long.MaxValue;
        return _partition is null && page.Position <= end
            ? page
            : page.Keep(
                i => _partition is null || _partition.Owns(page.Records[i], () => PartsToOwn(page, i)),
                Math.Min(end, page.Position));
    }

    // What is passed anyway is not read, which would fail each time.
    private MessageParts PartsToOwn(SharedPage page, int index) =>
        _unknown.Contains(page.Records[index].Type) ? default : page.PartsAt(index, _engine.Registry);

    // A page of other partitions' messages.
    private async ValueTask<PassResult> PassPageAsync(SharedPage page, CancellationToken stopping)
    {
        if (IsTimeToStore(page.Position))
        {
            await StorePositionAsync(page.Position, stopping).ConfigureAwait(false);
        }

        PassTo(page.Position);
        if (_state is not SubscriptionState.Retrying)
        {
            SetState(SubscriptionState.CatchingUp);
        }

        return PassResult.Worked;
    }

    // Nothing of its own comes in between.
    private void PassTo(long position)
    {
        if (_statePosition == _position)
        {
            _statePosition = position;
        }

        SetPosition(position);
    }

    // It stays where it is to stop, with nobody's lease on it, until it is told to go on.
    private async ValueTask<PassResult> StandAtAsync(long stop, CancellationToken stopping)
    {
        if (_storedPosition < stop)
        {
            await StorePositionAsync(stop, stopping).ConfigureAwait(false);
        }

        await ReleaseAsync().ConfigureAwait(false);
        _epoch = null;
        _isPositionKnown = false;
        _isPositionFresh = false;
        if (_state is not SubscriptionState.Paused)
        {
            Log.StandsAtStop(_logger, Id, stop);
            _lastError = new StoredErrorException($"It is to stop after {stop}, and to be split otherwise there. Finish that if it was interrupted.");
            SetState(SubscriptionState.Paused);
        }

        return PassResult.AtStop;
    }

    // Of several processes one stores how the subscription is split, and where it begins; the others find it.
    private async ValueTask<bool> TryBeginSplitAsync(CancellationToken stopping)
    {
        var start = await FindStartAsync(stopping).ConfigureAwait(false) ?? 0;
        var look = await PartitionLook.ReadAsync(_engine.Store, Name, _time, stopping).ConfigureAwait(false);
        var transaction = await _engine.Store.BeginAsync(stopping).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        if (await transaction.TryLockPositionAsync(Id, stopping).ConfigureAwait(false) is null
            || !transaction.LockedSubscription!.IsNew)
        {
            return true;
        }

        await transaction.SetPositionAsync(start, stopping).ConfigureAwait(false);
        await transaction.SetLeaseAsync(
            PartitionLayout.OwnerOf(_settings.Partitions, _settings.PartitionBy is not null),
            PartitionLayout.NextGeneration(look.All.Select(row => row.Epoch)),
            PartitionLayout.Forever,
            stopping).ConfigureAwait(false);
        await transaction.AddAuditAsync(
            Audit(AuditAction.Start, Application, $"After {start}, in {_settings.Partitions} partitions."), stopping).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        Log.SubscriptionSplit(_logger, Id, _settings.Partitions, start);
        return true;
    }

    private void WarnOfOtherCount(int stored)
    {
        if (stored != _settings.Partitions && _partition is null or { Index: 0 } && !_hasWarned)
        {
            _hasWarned = true;
            Log.OtherPartitions(_logger, Name, stored, _settings.Partitions);
        }
    }
}
