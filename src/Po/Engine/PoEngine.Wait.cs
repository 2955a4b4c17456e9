namespace Po;

public sealed partial class PoEngine
{
    private static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(5);
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
                ?? await _store.ReadPositionAsync(subscriptionId, cancellationToken).ConfigureAwait(false);
            throw new TimeoutException(
                $"Subscription '{subscriptionId}' has not reached {globalNumber} within {timeout}; it is at {position}. See whether it runs, "
                + "is paused, or is behind.",
                e);
        }
    }

    private async ValueTask WaitElsewhereAsync(string subscriptionId, long globalNumber, CancellationToken cancellationToken)
    {
        for (var delay = ShortestLook; ; delay = delay * 2 < LongestLook ? delay * 2 : LongestLook)
        {
            var stored = await _store.ReadSubscriptionAsync(subscriptionId, cancellationToken).ConfigureAwait(false);
            if (stored?.Position >= globalNumber)
            {
                return;
            }

            if (stored is { Status: { IsPaused: true } status })
            {
                throw new SubscriptionFaultedException(subscriptionId, stored.Position, Subscription.ErrorOf(status));
            }

            await Task.Delay(delay, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
