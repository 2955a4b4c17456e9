using System.Diagnostics.CodeAnalysis;

namespace Po;

// Asks the store how far it is, once for all idle subscriptions of the process: twenty that wait cost no more than one.
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to release.")]
internal sealed class HorizonPoll(IStore store, TimeProvider time)
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private long _horizon = -1;
    private long _readAt;

    public async ValueTask<long> ReadAsync(TimeSpan maxAge, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_horizon < 0 || time.GetElapsedTime(_readAt) > maxAge)
            {
                var now = time.GetTimestamp();
                _horizon = await store.ReadHorizonAsync(cancellationToken).ConfigureAwait(false);
                _readAt = now;
            }

            return _horizon;
        }
        finally
        {
            _gate.Release();
        }
    }
}
