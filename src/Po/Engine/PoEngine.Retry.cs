namespace Po;

public sealed partial class PoEngine
{
    // Somebody was faster: the next attempt builds its state anew. In a transaction it does so at once, for others wait for what that holds.
    private async ValueTask<T> RetryAsync<T>(
        ICallTransaction? within, StreamId stream, Func<ValueTask<T>> attempt, CancellationToken cancellationToken)
    {
        within = Resolve(within);
        var maxRetries = within is TogetherCalls { IsRetriedAsAWhole: true } ? 0 : _options.CommandRetries;
        for (var retries = 0; ; retries++)
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (WriteConflictException e) when (retries < maxRetries && e.Stream == stream)
            {
            }

            if (within is null)
            {
                await BackOffAsync(retries, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Anything from nothing to the whole delay: those who have conflicted once come back one by one, not together.
    private Task BackOffAsync(int retries, CancellationToken cancellationToken)
    {
        var longest = Backoff.Longest(_options.CommandRetryDelay, _options.MaxCommandRetryDelay, retries + 1);
        return Task.Delay(longest * Random.Shared.NextDouble(), _options.TimeProvider, cancellationToken);
    }
}
