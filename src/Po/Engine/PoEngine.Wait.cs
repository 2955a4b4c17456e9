namespace Po;

public sealed partial class PoEngine
{
    // How often to look at what other processes store.
    internal static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public async ValueTask WaitForAsync(
        string subscriptionId, long globalNumber, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subscriptionId);
        if (timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A time to wait is not negative.");
        }

        var subscription = _subscriptions.GetValueOrDefault(subscriptionId);
        if (subscription is not null && HandlerContext.IsInHandlerOf(subscription))
        {
            throw new InvalidOperationException(
                $"A handler of subscription '{subscriptionId}' waits for that very subscription, which waits for the handler.");
        }

        if (OutcomeOf(null)?.Holds(globalNumber) == true)
        {
            throw new InvalidOperationException(
                $"The call waits for subscription '{subscriptionId}' inside of the very transaction that has appended what it waits for: nobody reads what "
                + "is not stored, and it is not stored before the call returns. Wait after ExecuteTogetherAsync, or outside of the handler.");
        }

        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        using var over = new CancellationTokenSource(timeout, _options.TimeProvider);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, over.Token);
        try
        {
            if (subscription is not null)
            {
                await subscription.WaitForAsync(globalNumber, ending.Token).ConfigureAwait(false);
            }
            else
            {
                await WaitElsewhereAsync(subscriptionId, globalNumber, ending.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException e) when (over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var position = subscription?.Position
                ?? (await ReadPartsAsync(subscriptionId, cancellationToken).ConfigureAwait(false)).Select(part => part.Position).DefaultIfEmpty().Min();
            throw new TimeoutException(
                $"Subscription '{subscriptionId}' has not reached {globalNumber} within {timeout}; it is at {position}. See whether it runs, "
                + "is paused, or is behind.",
                e);
        }
    }

    internal static TimeSpan NextLook(TimeSpan delay) => delay * 2 < LongestLook ? delay * 2 : LongestLook;

    private async ValueTask WaitElsewhereAsync(string subscriptionId, long globalNumber, CancellationToken cancellationToken)
    {
        for (var delay = ShortestLook; ; delay = NextLook(delay))
        {
            var parts = await ReadPartsAsync(subscriptionId, cancellationToken).ConfigureAwait(false);
            if (parts.Count > 0 && parts.All(part => part.Position >= globalNumber))
            {
                return;
            }

            if (parts.FirstOrDefault(part => part.Status.IsPaused && part.Position < globalNumber) is { Status: var status } paused)
            {
                throw new SubscriptionFaultedException(paused.Id, paused.Position, Subscription.ErrorOf(status));
            }

            await Task.Delay(delay, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    // The subscription, or each of its partitions; nothing if nothing is stored.
    private async ValueTask<IReadOnlyList<StoredSubscription>> ReadPartsAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        var stored = await _store.ReadSubscriptionAsync(subscriptionId, cancellationToken).ConfigureAwait(false);
        if (stored is null || PartitionLayout.Of(stored) is null)
        {
            return stored is null ? [] : [stored];
        }

        var look = await PartitionLook.ReadAsync(_store, subscriptionId, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        return look.Rows;
    }
}
