namespace Po;

internal sealed partial class Subscription
{
    // A position that moves over records of others is stored only now and then: a restart reads over them in no time.
    private const long PositionSlack = 1_000;

    private bool _isPositionKnown;
    private bool _isPositionFresh;
    private long _storedPosition;

    // One look, and one transaction if there is something to handle. An idle worker holds nothing.
    internal async ValueTask<PassResult> RunOnceAsync(CancellationToken stopping, CancellationToken handling)
    {
        await _engine.InitializeAsync(stopping).ConfigureAwait(false);
        await RefreshPositionAsync(stopping).ConfigureAwait(false);
        var page = await ReadPageAsync(stopping).ConfigureAwait(false);
        if (page.Records.Count == 0)
        {
            await RestAtAsync(page, stopping).ConfigureAwait(false);
            return PassResult.Idle;
        }

        if (_state is not SubscriptionState.Retrying)
        {
            SetState(SubscriptionState.CatchingUp);
        }

        return await HandlePageAsync(page, stopping, handling).ConfigureAwait(false);
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
            _storedPosition = stored;
            SetPosition(stored);
        }

        _isPositionKnown = true;
        _isPositionFresh = true;
    }

    private async ValueTask<RecordPage> ReadPageAsync(CancellationToken stopping)
    {
        var page = await _pages.ReadAsync(_position + 1, stopping).ConfigureAwait(false);
        Volatile.Write(ref _horizon, page.Horizon);
        return page;
    }

    private async ValueTask RestAtAsync(RecordPage page, CancellationToken stopping)
    {
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
            _storedPosition = locked.Value;
            SetPosition(locked.Value);
            return PassResult.Worked;
        }

        if (page.Records[0].GlobalNumber == _failedNumber && _failedAttempts >= _settings.MaxAttempts)
        {
            // Its attempts were used up before it was isolated.
            throw new HandlerFailedException(page.Records[0], 0, _lastError!);
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
        var handled = 0;
        try
        {
            scope = _definition.CreateHandler(context);
            var started = _time.GetTimestamp();
            for (; handled < count; handled++)
            {
                if (handled > 0 && (stopping.IsCancellationRequested || _time.GetElapsedTime(started) >= _settings.TransactionTime))
                {
                    break;
                }

                await HandleAsync(records[handled], scope.Handler, context, handling).ConfigureAwait(false);
            }

            // Whatever the scope holds back is written before the commit, or fails it.
            await scope.DisposeAsync().ConfigureAwait(false);
            scope = null;
            return handled;
        }
        catch (OperationCanceledException) when (handling.IsCancellationRequested)
        {
            Log.HandlerCancelled(_logger, Id, _settings.GraceTime);
            throw;
        }
        catch (Exception e) // The edge to the application's code, its container and its serializers.
        {
            throw new HandlerFailedException(records[Math.Min(handled, count - 1)], Math.Min(handled, count - 1), e);
        }
        finally
        {
            if (scope is not null)
            {
                await scope.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async ValueTask HandleAsync(Record record, IMessageHandler handler, HandlerContext context, CancellationToken handling)
    {
        var message = _engine.Registry.ToMessage(record);
        context.Message = message;
        context.Attempt = record.GlobalNumber == _failedNumber ? _failedAttempts + 1 : 1;
        if (_engine.Options.Observer is { } observer)
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
            await _engine.Broker.NotifyAsync(nudge, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
