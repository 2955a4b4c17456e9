using Microsoft.Extensions.Time.Testing;

namespace Po.Testing;

// A clock that stands still until it is driven, and knows who waits for it. To read it may wake others, if the test lets it go on by itself: it is
// read before the lock, never inside.
internal sealed class DrivenClock(DateTimeOffset start, Pulse pulse) : FakeTimeProvider(start)
{
    private readonly Lock _gate = new();
    private readonly HashSet<DrivenTimer> _timers = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new DrivenTimer(this, pulse, callback, state, HandlerRuns.Current);
        lock (_gate)
        {
            _timers.Add(timer);
        }

        timer.Begin(base.CreateTimer(timer.Fire, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan), dueTime, period);
        return timer;
    }

    /// <summary>Whether a handler waits for this clock.</summary>
    public bool IsAwaitedByHandlers
    {
        get
        {
            lock (_gate)
            {
                return _timers.Any(timer => timer is { IsOfHandler: true, IsWaiting: true });
            }
        }
    }

    /// <summary>How long it is until somebody is woken; null if nobody waits.</summary>
    public TimeSpan? NextDue()
    {
        var now = GetUtcNow();
        lock (_gate)
        {
            return _timers.Min(timer => timer.Left(now));
        }
    }

    private void Forget(DrivenTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }

        pulse.Beat();
    }

    private sealed class DrivenTimer(DrivenClock clock, Pulse pulse, TimerCallback callback, object? state, HandlerRun? run)
        : ITimer
    {
        // The engine's own limits on a handler, which hand over an object of the engine, are none of the handler's waits.
        private readonly HandlerRun? _run = state?.GetType().Assembly == typeof(PoEngine).Assembly ? null : run;
        private ITimer? _inner;
        private long? _due;
        private TimeSpan _period;

        public bool IsOfHandler => _run is { IsOpen: true };

        public bool IsWaiting => _due is not null;

        // A time that was adjusted behind the back of its timers leaves some that are late: the smallest step wakes them.
        public TimeSpan? Left(DateTimeOffset now) => _due is { } due
            ? TimeSpan.FromTicks(Math.Max(due - now.UtcTicks, TimeSpan.TicksPerMillisecond))
            : null;

        public void Begin(ITimer inner, TimeSpan dueTime, TimeSpan period)
        {
            _inner = inner;
            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var now = clock.GetUtcNow();
            lock (clock._gate)
            {
                _period = period;
                _due = dueTime == Timeout.InfiniteTimeSpan ? null : now.UtcTicks + dueTime.Ticks;
            }

            var isChanged = _inner!.Change(dueTime, period);
            pulse.Beat();
            return isChanged;
        }

        public void Fire(object? ignored)
        {
            lock (clock._gate)
            {
                _due = _period > TimeSpan.Zero ? _due + _period.Ticks : null;
            }

            pulse.Beat();
            callback(state);
        }

        public void Dispose()
        {
            _inner!.Dispose();
            clock.Forget(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
