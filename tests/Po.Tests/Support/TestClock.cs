using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Po.Tests;

// A clock that stands still and knows every delay that somebody has begun, so that tests go from one to the next without waiting.
internal sealed class TestClock() : FakeTimeProvider(new DateTimeOffset(2026, 5, 17, 12, 0, 0, TimeSpan.Zero))
{
    /// <summary>A time that is never let pass, for what is to take as long as it likes.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromDays(1);

    private readonly Channel<TimeSpan> _delays = Channel.CreateUnbounded<TimeSpan>();

    /// <summary>Delays that nobody waits for and that must not pass by themselves: the time that a handler has, for instance.</summary>
    public HashSet<TimeSpan> Limits { get; } = [new SubscriptionOptions().HandlerTimeout, Long];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, base.CreateTimer(callback, state, dueTime, period));
        Note(dueTime);
        return timer;
    }

    /// <summary>The next delay that is begun, or was begun since the last call.</summary>
    /// <param name="what">Whose delay it is, for the failure.</param>
    public Task<TimeSpan> NextDelayAsync(string what) => _delays.Reader.ReadAsync(Token).AsTask().Within(what);

    /// <summary>Lets every delay end that is begun, one after the other, until something has happened.</summary>
    /// <param name="until">What is to happen.</param>
    /// <param name="what">The same in words, for the failure.</param>
    public async Task DriveAsync(Task until, string what)
    {
        // A worker that polls begins one delay after the other, so the single waits are no bound.
        var started = TimeProvider.System.GetTimestamp();
        while (!until.IsCompleted)
        {
            Waiting.ThrowIfOver(started, what);
            await Task.WhenAny(until, _delays.Reader.WaitToReadAsync(Token).AsTask()).Within(what);
            if (!until.IsCompleted && _delays.Reader.TryRead(out var delay))
            {
                Advance(delay);
            }
        }

        await until;
    }

    public Task DriveAsync(ValueTask until, string what) => DriveAsync(until.AsTask(), what);

    private void Note(TimeSpan dueTime)
    {
        if (dueTime != Timeout.InfiniteTimeSpan && !Limits.Contains(dueTime))
        {
            _delays.Writer.TryWrite(dueTime);
        }
    }

    private sealed class Timer(TestClock clock, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isChanged = inner.Change(dueTime, period);
            clock.Note(dueTime);
            return isChanged;
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
