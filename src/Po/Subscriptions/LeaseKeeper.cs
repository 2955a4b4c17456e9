namespace Po;

// Renews the lease of a detached subscription while its handler works, and cancels the handler when that fails for too long: the worker
// then stops before another one may begin.
internal sealed class LeaseKeeper : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _leaseTime;
    private readonly Func<CancellationToken, ValueTask<bool>> _renew;
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _expiry;
    private readonly CancellationTokenSource _handling;
    private readonly Task _beating;

    /// <summary>Begins to renew.</summary>
    /// <param name="time">Measures how long a renewal takes; the lease itself runs by the clock of the store.</param>
    /// <param name="leaseTime">For how long a lease is taken.</param>
    /// <param name="since">When it was asked for, as a timestamp.</param>
    /// <param name="renew">Renews it; false if it belongs to another.</param>
    /// <param name="handling">The end of the grace time.</param>
    public LeaseKeeper(
        TimeProvider time,
        TimeSpan leaseTime,
        long since,
        Func<CancellationToken, ValueTask<bool>> renew,
        CancellationToken handling)
    {
        (_time, _leaseTime, _renew) = (time, leaseTime, renew);
        _expiry = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _handling = CancellationTokenSource.CreateLinkedTokenSource(handling, _expiry.Token);
        Token = _handling.Token;
        ExpireFrom(since);
        _beating = BeatAsync(_ending.Token);
    }

    /// <summary>Cancelled when the lease cannot be counted on any more, or the grace time is over.</summary>
    public CancellationToken Token { get; }

    public bool IsLost => _expiry.IsCancellationRequested;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _handling.Dispose();
        _expiry.Dispose();
        _ending.Dispose();
    }

    private async Task BeatAsync(CancellationToken ending)
    {
        while (!IsLost)
        {
            await Task.Delay(_leaseTime / 3, _time, ending).ConfigureAwait(false);
            var started = _time.GetTimestamp();
            try
            {
                if (!await _renew(ending).ConfigureAwait(false))
                {
                    await _expiry.CancelAsync().ConfigureAwait(false);
                    return;
                }

                ExpireFrom(started);
            }
            catch (Exception) when (!ending.IsCancellationRequested) // The store may be back before the lease is over.
            {
            }
        }
    }

    private void ExpireFrom(long since)
    {
        var left = (_leaseTime * 2 / 3) - _time.GetElapsedTime(since);
        _expiry.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }
}
