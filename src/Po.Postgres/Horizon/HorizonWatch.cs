using Microsoft.Extensions.Logging;

namespace Po.Postgres;

// While the horizon is held back nobody may ever nudge again: a rollback wakes nobody. So somebody looks, more and more rarely, until
// the horizon has reached what readers could not see, tells them, and names the blocker if that takes long.
internal sealed class HorizonWatch : IHorizonWatch, IAsyncDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(250);

    private readonly HorizonProbe _probe;
    private readonly Func<CancellationToken, ValueTask<HorizonBlocker?>> _findBlocker;
    private readonly TimeSpan _warnAfter;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();

    private long _wanted;
    private long _horizon;
    private long _heldSince;
    private Task? _running;
    private HorizonBlocker? _blocker;
    private long _namedAt;

    public HorizonWatch(
        HorizonProbe probe,
        Func<CancellationToken, ValueTask<HorizonBlocker?>> findBlocker,
        TimeSpan warnAfter,
        TimeProvider time,
        ILogger logger)
    {
        _probe = probe;
        _findBlocker = findBlocker;
        _warnAfter = warnAfter;
        _time = time;
        _logger = logger;
        probe.Observed = Observe;
    }

    /// <summary>Raised with the horizon when it has reached what readers could not see before; from any thread, must not throw.</summary>
    public event Action<long>? Reached;

    public HorizonBlocker? Blocker
    {
        get
        {
            lock (_gate)
            {
                return _blocker is { Age: { } age } ? _blocker with { Age = age + _time.GetElapsedTime(_namedAt) } : _blocker;
            }
        }
    }

    public TimeSpan HeldBackFor
    {
        get
        {
            lock (_gate)
            {
                return _wanted == 0 ? TimeSpan.Zero : _time.GetElapsedTime(_heldSince);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Task? running;
        lock (_gate)
        {
            running = _running;
        }

        if (running is not null)
        {
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stopping.Dispose();
    }

    private void Observe(HorizonReading reading)
    {
        var reached = false;
        lock (_gate)
        {
            if (_wanted == 0 ? reading.IsHeldBack : reading.Horizon != _horizon)
            {
                EndWarning(reading.Horizon);
                _heldSince = _time.GetTimestamp();
            }

            _horizon = reading.Horizon;
            if (_wanted != 0 && reading.Horizon >= _wanted)
            {
                _wanted = 0;
                reached = true;
            }

            if (_wanted == 0 && reading.IsHeldBack)
            {
                _wanted = reading.LastGlobalNumber;
                _running ??= _stopping.IsCancellationRequested ? null : Detached.Run(WatchAsync);
            }
        }

        if (reached)
        {
            Reached?.Invoke(reading.Horizon);
        }
    }

    private void EndWarning(long horizon)
    {
        if (_blocker is not null)
        {
            Log.HorizonFree(_logger, horizon, _time.GetElapsedTime(_heldSince));
            _blocker = null;
        }
    }

    private async Task WatchAsync()
    {
        var delay = FirstDelay;
        var attempt = 0;
        while (IsWanted())
        {
            try
            {
                await Task.Delay(delay, _time, _stopping.Token).ConfigureAwait(false);
                await _probe.ProbeAsync(_stopping.Token).ConfigureAwait(false);
                await WarnAsync().ConfigureAwait(false);
                attempt = 0;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) // The loop's edge: whatever fails is tried again, because readers rely on being told.
            {
                attempt++;
                Log.HorizonNotWatched(_logger, e, attempt, LongestDelay);
                delay = LongestDelay;
            }

            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    // Ends the loop in the same step as it finds that nothing is wanted, so that whoever wants something next starts it again.
    private bool IsWanted()
    {
        lock (_gate)
        {
            if (_wanted != 0)
            {
                return true;
            }

            _running = null;
            return false;
        }
    }

    // Whoever has been named may end while another one that came at the same time holds the horizon where it was: so look again.
    private async ValueTask WarnAsync()
    {
        long horizon, wanted;
        TimeSpan waited;
        HorizonBlocker? named;
        lock (_gate)
        {
            (horizon, wanted, named) = (_horizon, _wanted, _blocker);
            waited = wanted == 0 ? TimeSpan.Zero : _time.GetElapsedTime(_heldSince);
            if (waited < _warnAfter || (named is not null && _time.GetElapsedTime(_namedAt) < _warnAfter))
            {
                return;
            }
        }

        if (await _findBlocker(_stopping.Token).ConfigureAwait(false) is { } blocker)
        {
            lock (_gate)
            {
                if (_wanted == 0 || _horizon != horizon)
                {
                    return;
                }

                _blocker = blocker;
                _namedAt = _time.GetTimestamp();
            }

            if (!IsSame(blocker, named))
            {
                Log.HorizonHeldBack(_logger, waited, horizon, wanted, blocker);
            }
        }
    }

    private static bool IsSame(HorizonBlocker blocker, HorizonBlocker? named) =>
        blocker.ProcessId == named?.ProcessId && (blocker.ProcessId is not null || blocker.Description == named?.Description);
}
