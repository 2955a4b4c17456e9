namespace Po;

// Hands the messages of a transaction to the handler, one by one or in batches.
internal sealed partial class Subscription
{
    // Returns the position up to which everything was handled.
    private async ValueTask<long> HandleAsync(Handover work, CancellationToken stopping, CancellationToken handling)
    {
        HandlerContext.Enter(work.Context);
        using var deadline = new HandlerDeadline(_time, _settings.HandlerTimeout, handling);
        IHandlerScope? scope = null;
        try
        {
            scope = _definition.CreateHandler(work.Context);
            await LoadStateAsync(scope.Handler, work, deadline.Token).ConfigureAwait(false);
            work.Started = _time.GetTimestamp();
            work.Position = _position;
            do
            {
                if (work.Before > 0)
                {
                    // Others come to their turn between two pages, and find those that are kept: who is far behind reads for itself.
                    await Task.Yield();
                }

                if (scope.Handler is IBatchHandler batch)
                {
                    await HandleBatchAsync(work, batch, deadline).ConfigureAwait(false);
                }
                else
                {
                    await HandleEachAsync(work, scope.Handler, deadline, stopping).ConfigureAwait(false);
                }
            }
            while (TryGoOn(work, stopping));

            // Whatever the scope holds back is written before the commit, or fails it. Nobody knows for which message then:
            // blaming the one in the middle, or where the last page begins, leaves less and less until the guilty one is alone.
            work.Failing = work.Before > 0 || work.Handled == 0 ? 0 : work.Handled / 2;
            work.State = Serializer is { } serializer ? (scope.Handler as INamedSnapshot)?.SaveState(serializer) : null;
            var finished = scope;
            scope = null;
            await finished.DisposeAsync().ConfigureAwait(false);

            // A handler that ignores its token ends too late all the same: others may have been told that it was given up.
            handling.ThrowIfCancellationRequested();
            work.Context.ThrowIfSpoiled();
            return work.Position;
        }
        catch (OperationCanceledException) when (handling.IsCancellationRequested)
        {
            if (stopping.IsCancellationRequested)
            {
                Log.HandlerCancelled(_logger, Id, _settings.GraceTime);
            }

            throw;
        }
        catch (Exception e) when (e is not (StateLostException or StateNeededException)) // The edge to the application's code, its container and its serializers.
        {
            throw work.Blame(deadline.Explain(e));
        }
        finally
        {
            if (scope is not null)
            {
                await DisposeAfterFailureAsync(scope).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask HandleEachAsync(Handover work, IMessageHandler handler, HandlerDeadline deadline, CancellationToken stopping)
    {
        var (page, count) = (work.Page, work.Count);
        for (; work.Handled < count; work.Handled++)
        {
            work.Failing = work.Handled;
            if (work.Before + work.Handled > 0 && IsTimeToCommit(work.Started, _settings.TransactionTime, stopping))
            {
                return;
            }

            if (!work.IsParked(work.Handled))
            {
                await HandleAsync(page, work.Handled, handler, work.Context, deadline).ConfigureAwait(false);
            }

            work.Position = page.Records[work.Handled].GlobalNumber;
        }
    }

    // Nobody knows for which message a batch fails: the one in the middle is blamed, as above.
    private async ValueTask HandleBatchAsync(Handover work, IBatchHandler handler, HandlerDeadline deadline)
    {
        var (page, count) = (work.Page, work.Count);
        var messages = new List<Message>(count);
        for (var i = 0; i < count; i++)
        {
            work.Failing = i;
            if (!work.IsParked(i))
            {
                Add(PartsAt(page, i), messages);
            }
        }

        work.Failing = count / 2;
        if (messages.Count > 0)
        {
            HandlerContext.Enter(work.Context);
            work.Context.Attempt = AttemptAt(page.Records[0]);
            await HandleAsync(messages, handler, work.Context, deadline).ConfigureAwait(false);
        }

        work.Handled = count;
        work.Position = page.Records[count - 1].GlobalNumber;
    }

    private static void Add(MessageParts parts, List<Message> messages)
    {
        foreach (var message in parts)
        {
            messages.Add(message);
        }
    }

    private async ValueTask HandleAsync(IReadOnlyList<Message> messages, IBatchHandler handler, HandlerContext context, HandlerDeadline deadline)
    {
        var started = _engine.Observer?.BatchStarting(this, messages);
        try
        {
            deadline.Start();
            await handler.HandleAsync(messages, deadline.Token).ConfigureAwait(false);
            deadline.Stop();
            deadline.ThrowIfOver();
            context.ThrowIfSpoiled();
        }
        catch (Exception e) // Told to the observer, then rethrown as it is.
        {
            _engine.Observer?.BatchEnded(started, this, messages, e);
            throw;
        }

        _engine.Observer?.BatchEnded(started, this, messages, null);
        foreach (var message in messages)
        {
            Log.MessageHandled(_logger, Id, message.GlobalNumber, message.Type, message.Number, message.Stream);
        }
    }

    // Whether the next page joins the transaction: it is there already, and nobody waits for what is done.
    private bool TryGoOn(Handover work, CancellationToken stopping)
    {
        if (work.Handled < work.Page.Records.Count)
        {
            return false;
        }

        work.Position = work.Page.Position;
        while (work.MayGoOn
            && _failedNumber == 0
            && !IsAwaited(work.Position)
            && !IsTimeToCommit(work.Started, LongTransaction, stopping)
            && _pages.TakeAhead(work.Position + 1) is { } next)
        {
            Volatile.Write(ref _horizon, next.Horizon);
            ReadAheadOf(next, stopping);
            next = Own(next);
            if (next.Records.Count > 0)
            {
                work.GoOnWith(next);
                return true;
            }

            work.Position = next.Position;
        }

        return false;
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

    private int AttemptAt(Record record) => record.GlobalNumber == _failedNumber ? _failedAttempts + 1 : 1;

    // Not async itself: most handlers end without waiting for anything, and a page of them should not pay for those that do.
    private ValueTask HandleAsync(
        SharedPage page, int index, IMessageHandler handler, HandlerContext context, HandlerDeadline deadline)
    {
        var parts = PartsAt(page, index);
        context.Attempt = AttemptAt(page.Records[index]);
        return parts.Only is { } message ? HandleAsync(message, handler, context, deadline)
            : parts.Count == 0 ? ValueTask.CompletedTask
            : HandlePartsAsync(parts, handler, context, deadline);
    }

    private async ValueTask HandlePartsAsync(
        MessageParts parts, IMessageHandler handler, HandlerContext context, HandlerDeadline deadline)
    {
        foreach (var message in parts)
        {
            await HandleAsync(message, handler, context, deadline).ConfigureAwait(false);
        }
    }

    private ValueTask HandleAsync(Message message, IMessageHandler handler, HandlerContext context, HandlerDeadline deadline)
    {
        HandlerContext.Enter(context, message);
        var started = _engine.Observer?.HandleStarting(this, message);
        ValueTask handled;
        try
        {
            handled = message.DispatchAsync(handler, deadline.Token);
        }
        catch (Exception e) // Told to the observer, then rethrown as it is.
        {
            _engine.Observer?.HandleEnded(started, this, message, e);
            throw;
        }

        if (!handled.IsCompletedSuccessfully || context.IsSpoiled)
        {
            return EndAsync(handled, started, message, context, deadline);
        }

        handled.GetAwaiter().GetResult();
        End(started, message);
        return ValueTask.CompletedTask;
    }

    private async ValueTask EndAsync(ValueTask handled, object? started, Message message, HandlerContext context, HandlerDeadline deadline)
    {
        try
        {
            if (!handled.IsCompleted)
            {
                deadline.Start();
            }

            await handled.ConfigureAwait(false);
            deadline.Stop();
            deadline.ThrowIfOver();
            context.ThrowIfSpoiled();
        }
        catch (Exception e) // Told to the observer, then rethrown as it is.
        {
            _engine.Observer?.HandleEnded(started, this, message, deadline.Explain(e));
            throw;
        }

        End(started, message);
    }

    private void End(object? started, Message message)
    {
        _engine.Observer?.HandleEnded(started, this, message, null);
        Log.MessageHandled(_logger, Id, message.GlobalNumber, message.Type, message.Number, message.Stream);
    }
}
