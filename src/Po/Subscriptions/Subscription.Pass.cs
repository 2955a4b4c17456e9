namespace Po;

internal sealed partial class Subscription
{
    // A position that moves over records of others is stored only now and then: a restart reads over them in no time.
    private const long PositionSlack = 1_000;

    // An operator who moves the position of an idle subscription is noticed after so many polls, a minute by default.
    private const int PollsBetweenPositions = 12;

    // A transaction takes further pages as long as they are there and it is not older than this.
    private static readonly TimeSpan LongTransaction = TimeSpan.FromMilliseconds(100);

    private int _polls;
    private TimeSpan? _polledAfter;
    private bool _isPositionKnown;
    private bool _isPositionFresh;
    private long _storedPosition;
    private long _storedAt;

    // One look, and one transaction if there is something to handle. An idle worker holds nothing.
    internal async ValueTask<PassResult> RunOnceAsync(CancellationToken stopping, CancellationToken handling)
    {
        try
        {
            return await LookAsync(stopping, handling).ConfigureAwait(false);
        }
        catch (StateNeededException)
        {
            await BuildStateAsync(stopping).ConfigureAwait(false);
            return PassResult.Worked;
        }
    }

    private async ValueTask<PassResult> LookAsync(CancellationToken stopping, CancellationToken handling)
    {
        await _engine.InitializeAsync(stopping).ConfigureAwait(false);
        await RefreshAsync(stopping).ConfigureAwait(false);
        if (IsRelaid)
        {
            return PassResult.Relaid;
        }

        if (_status.IsPaused)
        {
            return PassResult.Paused;
        }

        if (_status.StopAt is { } stop && _position >= stop)
        {
            return await StandAtAsync(stop, stopping).ConfigureAwait(false);
        }

        if (_hasReplays)
        {
            if (await ShareAsync(stopping).ConfigureAwait(false) is { } refusal)
            {
                return refusal;
            }

            await ReplayOldestAsync(stopping, handling).ConfigureAwait(false);
        }

        if (await IsStillCaughtUpAsync(stopping).ConfigureAwait(false))
        {
            return PassResult.Idle;
        }

        if (MayLockAtOnce && await TryHandleNextAsync(stopping, handling).ConfigureAwait(false) is { } result)
        {
            return result;
        }

        var page = await ReadPageAsync(stopping).ConfigureAwait(false);
        if (page.Records.Count == 0)
        {
            if (page.HasMore)
            {
                return await PassPageAsync(page, stopping).ConfigureAwait(false);
            }

            return await IsChangedByOperatorAsync(stopping).ConfigureAwait(false) ? PassResult.Worked : await RestAtAsync(page, stopping).ConfigureAwait(false);
        }

        if (await ShareAsync(stopping).ConfigureAwait(false) is { } instead)
        {
            return instead;
        }

        return _settings.Mode is SubscriptionMode.Detached
            ? await HandleDetachedAsync(page, stopping, handling).ConfigureAwait(false)
            : await HandlePageAsync(page, stopping, handling).ConfigureAwait(false);
    }

    // A nudge without a record may be an operator's, about this very subscription.
    private async ValueTask<bool> IsChangedByOperatorAsync(CancellationToken stopping)
    {
        if (!_isNudged)
        {
            return false;
        }

        var (position, hadReplays, stop) = (_storedPosition, _hasReplays, _status.StopAt);
        _isNudged = false;
        _isPositionFresh = false;
        await RefreshAsync(stopping).ConfigureAwait(false);
        return IsRelaid || _storedPosition != position || _status.IsPaused || _status.StopAt != stop || _hasReplays != hadReplays;
    }

    private async ValueTask<bool> IsStillCaughtUpAsync(CancellationToken stopping)
    {
        var polledAfter = _polledAfter;
        _polledAfter = null;
        return polledAfter is { } interval
            && !_hasReplays
            && _state == SubscriptionState.CaughtUp
            && !IsTimeToStore(_position)
            && await _engine.HorizonPoll.ReadAsync(interval / 2, stopping).ConfigureAwait(false) == _position;
    }

    private async ValueTask<SharedPage> ReadPageAsync(CancellationToken stopping)
    {
        var page = await _pages.ReadAsync(_position + 1, stopping).ConfigureAwait(false);
        Volatile.Write(ref _horizon, page.Horizon);
        if (_failedNumber == 0 && _state is not SubscriptionState.StandingBy)
        {
            ReadAheadOf(page, stopping);
        }

        return Own(page);
    }

    private async ValueTask<PassResult> RestAtAsync(SharedPage page, CancellationToken stopping)
    {
        if (page.Horizon < _position && _position > _storedPosition)
        {
            // Records of others were passed over that the store no longer counts: look again from what is stored.
            SetPosition(_storedPosition);
            return PassResult.Worked;
        }

        if (page.Horizon < _position || IsTimeToStore(page.Position))
        {
            await StorePositionAsync(page.Position, stopping).ConfigureAwait(false);
        }

        PassTo(page.Position);
        SetState(SubscriptionState.CaughtUp);
        return _hasReplays ? PassResult.Worked : PassResult.Idle;
    }

    // Far enough, or long enough ago: other processes that wait for this position see it within the longest poll.
    private bool IsTimeToStore(long position) => position - _storedPosition >= PositionSlack
        || (position > _storedPosition && _time.GetElapsedTime(_storedAt) >= _settings.MaxPollInterval);

    private async ValueTask StorePositionAsync(long position, CancellationToken stopping)
    {
        // Taking the lock also checks that the position is one that the store has given out.
        var transaction = await _engine.Store.BeginAsync(stopping).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            if (await transaction.TryLockPositionAsync(Id, stopping).ConfigureAwait(false) is not { } locked
                || transaction.LockedSubscription is not { } stored
                || IsHeldByAnother(stored)
                || position <= _storedPosition
                || position > stored.Status.StopAt)
            {
                return;
            }

            ThrowIfShadowIsLost(stored);
            if (_partition is { Layout: var layout } && !layout.Holds(stored))
            {
                await layout.BeginAsync(transaction, position, null, TimeSpan.Zero, stopping).ConfigureAwait(false);
            }
            else if (locked == _storedPosition)
            {
                await transaction.SetPositionAsync(position, stopping).ConfigureAwait(false);
            }
            else
            {
                return;
            }

            await transaction.CommitAsync().ConfigureAwait(false);
            _storedPosition = position;
            _storedAt = _time.GetTimestamp();
            if (_partition is null || !stored.IsNew)
            {
                return;
            }
        }

        await ConfirmAsync(_partition, stopping).ConfigureAwait(false);
    }

    private async ValueTask<PassResult> HandlePageAsync(SharedPage page, CancellationToken stopping, CancellationToken handling)
    {
        var transaction = await _engine.Store.BeginAsync(stopping).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        var locked = await transaction.TryLockPositionAsync(Id, stopping).ConfigureAwait(false);
        return await HandlePageAsync(transaction, locked, page, stopping, handling).ConfigureAwait(false);
    }

    private async ValueTask<PassResult> HandlePageAsync(
        IStoreTransaction transaction, long? locked, SharedPage page, CancellationToken stopping, CancellationToken handling)
    {
        if (locked is null)
        {
            return StandBy();
        }

        var stored = transaction.LockedSubscription!;
        if (IsTakenOver(stored))
        {
            return GiveWay();
        }

        if (IsOvertaken(stored))
        {
            return PassResult.Worked;
        }

        if (IsHeldByAnother(stored))
        {
            return StandBy();
        }

        if (_state is not SubscriptionState.Retrying)
        {
            SetState(SubscriptionState.CatchingUp);
        }

        ThrowIfAttemptsAreUsedUp(page);
        var count = CountToHandle(page.Records);
        if (count == page.Records.Count)
        {
            ReadAheadOf(page, stopping);
        }

        var context = new HandlerContext(_engine, this, transaction);
        var work = new Handover(page, count, context)
        {
            Parked = await FindParkedAsync(page, count, transaction, stopping).ConfigureAwait(false),
            MayGoOn = stored.ParkedMessages == 0 && stored.Status.StopAt is null,
        };
        long position;
        try
        {
            position = await HandleAsync(work, stopping, handling).ConfigureAwait(false);
        }
        finally
        {
            context.Close();
        }

        await ParkAsync(work, transaction, handling).ConfigureAwait(false);
        if (HasOvercome(stored, position))
        {
            await transaction.SetStatusAsync(Recovered(stored.Status), handling).ConfigureAwait(false);
        }

        var renewed = await RenewInAsync(transaction, handling).ConfigureAwait(false);
        await SaveStateAsync(work, position, transaction, handling).ConfigureAwait(false);
        await transaction.SetPositionAsync(position, handling).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        _leasedAt = renewed ?? _leasedAt;
        await FinishAsync(work, position).ConfigureAwait(false);
        return count < page.Records.Count && position == page.Records[count - 1].GlobalNumber && position < _failedNumber
            ? PassResult.Isolated
            : PassResult.Worked;
    }

    private void ThrowIfAttemptsAreUsedUp(SharedPage page)
    {
        if (page.Records[0].GlobalNumber == _failedNumber && HasNoAttemptLeft)
        {
            // They were used up before it was isolated, or in an earlier life of this worker.
            throw new HandlerFailedException(page.Records[0], 0, _failedCause!);
        }
    }

    private static bool HasOvercome(StoredSubscription stored, long position) =>
        stored.Status.FailedNumber > 0 && position >= stored.Status.FailedNumber;

    private PassResult StandBy()
    {
        _isPositionKnown = false;
        if (_state != SubscriptionState.StandingBy)
        {
            Log.SubscriptionStandsBy(_logger, Id);
            SetState(SubscriptionState.StandingBy);
        }

        return PassResult.StandingBy;
    }

    // After a failure: first what came before the failing message, then the failing one alone, then whole pages again.
    private int CountToHandle(IReadOnlyList<Record> records)
    {
        if (_failedNumber == 0 || records[0].GlobalNumber > _failedNumber)
        {
            return records.Count;
        }

        if (records[0].GlobalNumber == _failedNumber)
        {
            return 1;
        }

        var count = 1;
        while (count < records.Count && records[count].GlobalNumber < _failedNumber)
        {
            count++;
        }

        return count;
    }

    private async ValueTask FinishAsync(Handover work, long position)
    {
        MoveTo(position);
        CountHandled(work.Before + work.Handled);
        _statePosition = work.State is null ? Unknown : position;
        await PassOnAsync(work.Context).ConfigureAwait(false);
    }

    // A position that is stored: what has failed up to it fails no more.
    private void MoveTo(long position)
    {
        _storedPosition = position;
        _storedAt = _time.GetTimestamp();
        SetPosition(position);
        if (position >= _failedNumber)
        {
            _failedNumber = 0;
            _failedAttempts = 0;
            _lastError = null;
            if (_state == SubscriptionState.Retrying)
            {
                SetState(SubscriptionState.CatchingUp);
            }
        }
    }

    private ValueTask PassOnAsync(HandlerContext context)
    {
        context.Outcome.Confirm();
        return _engine.AnnounceAsync(context.Close(), context.Snapshots);
    }
}
