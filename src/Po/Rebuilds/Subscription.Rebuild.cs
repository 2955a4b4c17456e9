namespace Po;

// What the worker of a shadow has beyond that of any other subscription, see ADR 25.
internal sealed partial class Subscription
{
    private long _handledMessages;

    /// <summary>Whose content the handler builds: that of another subscription for a shadow.</summary>
    internal string HandledId => _definition.Shadow?.SubscriptionId ?? Name;

    internal string? Target => _definition.Shadow?.Target;

    /// <summary>The last global number of the store at the last look.</summary>
    internal long Horizon => Volatile.Read(ref _horizon);

    /// <summary>How many messages were handed over in transactions that are committed.</summary>
    internal long HandledMessages => Volatile.Read(ref _handledMessages);

    /// <summary>After which global number a subscription begins about which nothing is stored.</summary>
    internal async ValueTask<long> FindBeginningAsync(CancellationToken cancellationToken) =>
        await FindStartAsync(cancellationToken).ConfigureAwait(false) ?? 0;

    /// <summary>Waits as long as it is paused.</summary>
    internal async Task WhilePausedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (_state is not SubscriptionState.Paused)
            {
                return;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Hands over messages in a transaction of the caller, who has locked what has to be.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="context">What the handler is told.</param>
    /// <param name="after">The first one comes after this global number.</param>
    /// <param name="last">The last one comes not after this one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many.</returns>
    internal async ValueTask<long> HandOverAsync(
        IStoreTransaction transaction, HandlerContext context, long after, long last, CancellationToken cancellationToken)
    {
        var handled = 0L;
        while (after < last)
        {
            var read = await transaction
                .ReadGlobalAsync(Source, CreatePageRequest() with { From = after + 1 }, cancellationToken).ConfigureAwait(false);
            var count = read.Records.TakeWhile(record => record.GlobalNumber <= last).Count();
            if (count > 0)
            {
                var work = new Handover(new SharedPage(read, after + 1, messages: null), count, context);
                after = await HandleAsync(work, cancellationToken, cancellationToken).ConfigureAwait(false);
                handled += work.Handled;
            }
            else
            {
                // A page without any may end before the last one: others, which do not concern it, are in between.
                after = read.HasMore && read.Records.Count == 0 ? read.Position : last;
            }
        }

        return handled;
    }

    internal void CountHandled(long messages) => Interlocked.Add(ref _handledMessages, messages);

    /// <summary>Stops it, or gives up what was made for it if it has never run.</summary>
    internal async ValueTask CloseAsync()
    {
        var hasRun = Volatile.Read(ref _hasStarted) != 0;
        await DisposeAsync().ConfigureAwait(false);
        if (!hasRun)
        {
            await _pages.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Whatever the worker does next it must not do for a shadow that is gone, since its target may be live.
    private void ThrowIfShadowIsLost(StoredSubscription? stored) => _definition.Shadow?.OnLook(stored);
}
