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

    // One look, and one transaction if there is something to handle. An idle worker holds nothing.
    internal async ValueTask<PassResult> RunOnceAsync(CancellationToken stopping, CancellationToken handling)
    {
        await _engine.InitializeAsync(stopping).ConfigureAwait(false);
        await RefreshPositionAsync(stopping).ConfigureAwait(false);
        if (await IsStillCaughtUpAsync(stopping).ConfigureAwait(false))
        {
            return PassResult.Idle;
        }

        if (TakeNudge() && await TryHandleNextAsync(stopping, handling).ConfigureAwait(false) is { } result)
        {
            return result;
        }

        var page = await ReadPageAsync(stopping).ConfigureAwait(false);
        if (page.Records.Count == 0)
        {
            return await RestAtAsync(page, stopping).ConfigureAwait(false);
        }

        return await HandlePageAsync(page, stopping, handling).ConfigureAwait(false);
    }

    private async ValueTask<bool> IsStillCaughtUpAsync(CancellationToken stopping)
    {
        var polledAfter = _polledAfter;
        _polledAfter = null;
        return polledAfter is { } interval
            && _state == SubscriptionState.CaughtUp
            && await _engine.HorizonPoll.ReadAsync(interval / 2, stopping).ConfigureAwait(false) == _position;
    }

    private async ValueTask RefreshPositionAsync(CancellationToken stopping)
    {
        if (_isPositionKnown && _isPositionFresh)
        {
            return;
        }

        var stored = await _engine.Store.ReadPositionAsync(Id, stopping).ConfigureAwait(false);
        if (!_isPositionKnown || stored != _storedPosition)
        {
            AdoptPosition(stored);
        }

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

    private async ValueTask<SharedPage> ReadPageAsync(CancellationToken stopping)
    {
        var page = await _pages.ReadAsync(_position + 1, stopping).ConfigureAwait(false);
        Volatile.Write(ref _horizon, page.Horizon);
        if (_failedNumber == 0 && _state is not SubscriptionState.StandingBy)
        {
            ReadAheadOf(page, stopping);
        }

        return page;
    }

    private async ValueTask<PassResult> RestAtAsync(SharedPage page, CancellationToken stopping)
    {
        if (page.Horizon < _position && _position > _storedPosition)
        {
            // Records of others were passed over that the store no longer counts: look again from what is stored.
            SetPosition(_storedPosition);
            return PassResult.Worked;
        }

        if (page.Horizon < _position || page.Position - _storedPosition >= PositionSlack)
        {
            // Taking the lock also checks that the position is one that the store has given out.
            var transaction = await _engine.Store.BeginAsync(stopping).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var locked = await transaction.TryLockPositionAsync(Id, stopping).ConfigureAwait(false);
                if (locked == _storedPosition && page.Position > _storedPosition)
                {
                    await transaction.SetPositionAsync(page.Position, stopping).ConfigureAwait(false);
                    await transaction.CommitAsync().ConfigureAwait(false);
                    _storedPosition = page.Position;
                }
            }
        }

        SetPosition(page.Position);
        SetState(SubscriptionState.CaughtUp);
        return PassResult.Idle;
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

        if (locked != _storedPosition)
        {
            // Another worker has moved on, or an operator has reset it: this page is not the next one.
            Log.SubscriptionPositionMoved(_logger, Id, locked.Value, _storedPosition);
            AdoptPosition(locked.Value);
            return PassResult.Worked;
        }

        if (_state is not SubscriptionState.Retrying)
        {
            SetState(SubscriptionState.CatchingUp);
        }

        if (page.Records[0].GlobalNumber == _failedNumber && _failedAttempts >= _settings.MaxAttempts)
        {
            // Its attempts were used up before it was isolated.
            throw new HandlerFailedException(page.Records[0], 0, _failedCause!);
        }

        var count = CountToHandle(page.Records);
        if (count == page.Records.Count)
        {
            ReadAheadOf(page, stopping);
        }

        var context = new HandlerContext(_engine, this, transaction);
        long position;
        try
        {
            position = await HandleAsync(page, count, context, stopping, handling).ConfigureAwait(false);
        }
        finally
        {
            context.Close();
        }

        await transaction.SetPositionAsync(position, handling).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        await FinishAsync(position, context).ConfigureAwait(false);
        return count < page.Records.Count && position == page.Records[count - 1].GlobalNumber && position < _failedNumber
            ? PassResult.Isolated
            : PassResult.Worked;
    }

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

    // Returns the position up to which everything was handled.
    private async ValueTask<long> HandleAsync(
        SharedPage page, int count, HandlerContext context, CancellationToken stopping, CancellationToken handling)
    {
        HandlerContext.Enter(context);
        IHandlerScope? scope = null;
        var (before, failing) = (0, 0);
        try
        {
            scope = _definition.CreateHandler(context);
            var started = _time.GetTimestamp();
            var handled = 0;
            var position = _position;
            while (true)
            {
                for (handled = 0; handled < count; handled++)
                {
                    failing = handled;
                    if (before + handled > 0 && IsTimeToCommit(started, _settings.TransactionTime, stopping))
                    {
                        break;
                    }

                    await HandleAsync(page, handled, scope.Handler, context, handling).ConfigureAwait(false);
                    position = page.Records[handled].GlobalNumber;
                }

                if (handled < page.Records.Count)
                {
                    break;
                }

                position = page.Position;
                if (_failedNumber != 0
                    || IsAwaited(position)
                    || IsTimeToCommit(started, LongTransaction, stopping)
                    || _pages.TakeAhead(position + 1) is not { } next)
                {
                    break;
                }

                // The next page is there already, and nobody waits for this one: it costs no transaction of its own.
                before += count;
                (page, count) = (next, next.Records.Count);
                Volatile.Write(ref _horizon, page.Horizon);
                ReadAheadOf(page, stopping);
            }

            // Whatever the scope holds back is written before the commit, or fails it. Nobody knows for which message then:
            // blaming the one in the middle, or where the last page begins, leaves less and less until the guilty one is alone.
            failing = before > 0 || handled == 0 ? 0 : handled / 2;
            var finished = scope;
            scope = null;
            await finished.DisposeAsync().ConfigureAwait(false);

            // A handler that ignores its token ends too late all the same: others may have been told that it was given up.
            handling.ThrowIfCancellationRequested();
            return position;
        }
        catch (OperationCanceledException) when (handling.IsCancellationRequested)
        {
            Log.HandlerCancelled(_logger, Id, _settings.GraceTime);
            throw;
        }
        catch (Exception e) // The edge to the application's code, its container and its serializers.
        {
            throw new HandlerFailedException(page.Records[failing], before + failing, e);
        }
        finally
        {
            if (scope is not null)
            {
                await DisposeAfterFailureAsync(scope).ConfigureAwait(false);
            }
        }
    }

    private bool IsTimeToCommit(long started, TimeSpan time, CancellationToken stopping) =>
        stopping.IsCancellationRequested || _time.GetElapsedTime(started) >= time;

    private void ReadAheadOf(SharedPage page, CancellationToken stopping)
    {
        if (page.HasMore)
        {
            _pages.ReadAhead(page.Position + 1, stopping);
        }
    }

    private static async ValueTask DisposeAfterFailureAsync(IHandlerScope scope)
    {
        try
        {
            await scope.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception) // The failure that came first is the one to report; its transaction is rolled back anyway.
        {
        }
    }

    // Not async itself: most handlers end without waiting for anything, and a page of them should not pay for those that do.
    private ValueTask HandleAsync(
        SharedPage page, int index, IMessageHandler handler, HandlerContext context, CancellationToken handling)
    {
        var record = page.Records[index];
        var message = page.MessageAt(index, _engine.Registry);
        HandlerContext.Enter(context, message);
        context.Attempt = record.GlobalNumber == _failedNumber ? _failedAttempts + 1 : 1;
        var started = _engine.Observer?.HandleStarting(this, message);
        ValueTask handled;
        try
        {
            handled = message.DispatchAsync(handler, handling);
        }
        catch (Exception e) // Told to the observer, then rethrown as it is.
        {
            _engine.Observer?.HandleEnded(started, this, message, e);
            throw;
        }

        if (!handled.IsCompletedSuccessfully)
        {
            return EndAsync(handled, started, message);
        }

        handled.GetAwaiter().GetResult();
        End(started, message);
        return ValueTask.CompletedTask;
    }

    private async ValueTask EndAsync(ValueTask handled, object? started, Message message)
    {
        try
        {
            await handled.ConfigureAwait(false);
        }
        catch (Exception e) // Told to the observer, then rethrown as it is.
        {
            _engine.Observer?.HandleEnded(started, this, message, e);
            throw;
        }

        End(started, message);
    }

    private void End(object? started, Message message)
    {
        _engine.Observer?.HandleEnded(started, this, message, null);
        Log.MessageHandled(_logger, Id, message.GlobalNumber, message.Type, message.Number, message.Stream);
    }

    private async ValueTask FinishAsync(long position, HandlerContext context)
    {
        _storedPosition = position;
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

        foreach (var nudge in context.Close())
        {
            await _engine.NotifyAsync(nudge).ConfigureAwait(false);
        }

        foreach (var snapshot in context.Snapshots.Saved)
        {
            await _engine.Snapshots.SaveAsync(_engine.Store, snapshot, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
