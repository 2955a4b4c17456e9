namespace Po;

internal sealed partial class Subscription
{
    // A position that moves over records of others is stored only now and then: a restart reads over them in no time.
    private const long PositionSlack = 1_000;

    // An operator who moves the position of an idle subscription is noticed after so many polls, a minute by default.
    private const int PollsBetweenPositions = 12;

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

    private async ValueTask<RecordPage> ReadPageAsync(CancellationToken stopping)
    {
        var page = await _pages.ReadAsync(_position + 1, stopping).ConfigureAwait(false);
        Volatile.Write(ref _horizon, page.Horizon);
        return page;
    }

    private async ValueTask<PassResult> RestAtAsync(RecordPage page, CancellationToken stopping)
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

    private async ValueTask<PassResult> HandlePageAsync(RecordPage page, CancellationToken stopping, CancellationToken handling)
    {
        var transaction = await _engine.Store.BeginAsync(stopping).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        var locked = await transaction.TryLockPositionAsync(Id, stopping).ConfigureAwait(false);
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
        if (page.HasMore && count == page.Records.Count)
        {
            _pages.ReadAhead(page.Position + 1, stopping);
        }

        var context = new HandlerContext(_engine, this, transaction);
        int handled;
        try
        {
            handled = await HandleAsync(page.Records, count, context, stopping, handling).ConfigureAwait(false);
        }
        finally
        {
            context.Close();
        }

        var position = handled == page.Records.Count ? page.Position : page.Records[handled - 1].GlobalNumber;
        await transaction.SetPositionAsync(position, handling).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        await FinishAsync(position, context).ConfigureAwait(false);
        return position < _failedNumber && handled == count ? PassResult.Isolated : PassResult.Worked;
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

    private async ValueTask<int> HandleAsync(
        IReadOnlyList<Record> records, int count, HandlerContext context, CancellationToken stopping, CancellationToken handling)
    {
        HandlerContext.Enter(context);
        IHandlerScope? scope = null;
        var failing = 0;
        try
        {
            scope = _definition.CreateHandler(context);
            var started = _time.GetTimestamp();
            var handled = 0;
            for (; handled < count; handled++)
            {
                failing = handled;
                if (handled > 0 && (stopping.IsCancellationRequested || _time.GetElapsedTime(started) >= _settings.TransactionTime))
                {
                    break;
                }

                await HandleAsync(records[handled], scope.Handler, context, handling).ConfigureAwait(false);
            }

            // Whatever the scope holds back is written before the commit, or fails it. Nobody knows for which message then:
            // blaming the one in the middle halves the page until the guilty one is alone.
            failing = handled / 2;
            var finished = scope;
            scope = null;
            await finished.DisposeAsync().ConfigureAwait(false);

            // A handler that ignores its token ends too late all the same: others may have been told that it was given up.
            handling.ThrowIfCancellationRequested();
            return handled;
        }
        catch (OperationCanceledException) when (handling.IsCancellationRequested)
        {
            Log.HandlerCancelled(_logger, Id, _settings.GraceTime);
            throw;
        }
        catch (Exception e) // The edge to the application's code, its container and its serializers.
        {
            throw new HandlerFailedException(records[failing], failing, e);
        }
        finally
        {
            if (scope is not null)
            {
                await DisposeAfterFailureAsync(scope).ConfigureAwait(false);
            }
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

    private async ValueTask HandleAsync(Record record, IMessageHandler handler, HandlerContext context, CancellationToken handling)
    {
        var message = _engine.Registry.ToMessage(record);
        HandlerContext.Enter(context, message);
        context.Attempt = record.GlobalNumber == _failedNumber ? _failedAttempts + 1 : 1;
        if (_engine.Observer is { } observer)
        {
            await ObserveAsync(observer, message, handler, handling).ConfigureAwait(false);
        }
        else
        {
            await message.DispatchAsync(handler, handling).ConfigureAwait(false);
        }

        Log.MessageHandled(_logger, Id, record.GlobalNumber, record.Type, record.Number, record.Stream);
    }

    private async ValueTask ObserveAsync(
        IPoObserver observer, Message message, IMessageHandler handler, CancellationToken handling)
    {
        var started = observer.HandleStarting(this, message);
        try
        {
            await message.DispatchAsync(handler, handling).ConfigureAwait(false);
            observer.HandleEnded(started, this, message, null);
        }
        catch (Exception e) // Told to the observer, then rethrown as it is.
        {
            observer.HandleEnded(started, this, message, e);
            throw;
        }
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
