using System.Diagnostics;

namespace Po.Chaos;

/// <summary>
/// Knows for how long the machine has run nothing of this process: such times are no fault of what is measured, and are taken off.
/// </summary>
internal sealed class StallWatch : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Noticeable = TimeSpan.FromMilliseconds(500);

    private readonly Thread _thread;
    private long _stalled;
    private volatile bool _isOver;

    public StallWatch()
    {
        _thread = new Thread(Watch) { IsBackground = true, Priority = ThreadPriority.Highest };
        _thread.Start();
    }

    /// <summary>For how long this process has stood still so far.</summary>
    public TimeSpan Stalled => TimeSpan.FromTicks(Volatile.Read(ref _stalled));

    public Measurement Start() => new(this);

    public void Dispose() => _isOver = true;

    private void Watch()
    {
        while (!_isOver)
        {
            var started = Stopwatch.GetTimestamp();
            Thread.Sleep(Tick);
            var late = Stopwatch.GetElapsedTime(started) - Tick;
            if (late > Noticeable)
            {
                Interlocked.Add(ref _stalled, late.Ticks);
            }
        }
    }

    /// <summary>A time that is being measured.</summary>
    internal readonly struct Measurement(StallWatch watch)
    {
        private readonly long _started = Stopwatch.GetTimestamp();
        private readonly TimeSpan _stalled = watch.Stalled;

        public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started) - (watch.Stalled - _stalled);
    }
}
