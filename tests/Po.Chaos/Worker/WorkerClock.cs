namespace Po.Chaos;

/// <summary>The clock of a worker: it can be set, as by an administrator or a time server, and it can run fast.</summary>
/// <remarks>Time stamps and timers follow the speed, not what the clock is set to: they come from the monotonic clock of the machine.</remarks>
internal sealed class WorkerClock(double speed) : TimeProvider
{
    private readonly long _start = System.GetTimestamp();
    private readonly DateTimeOffset _startTime = System.GetUtcNow();
    private long _offset;

    public override long TimestampFrequency => System.TimestampFrequency;

    /// <summary>Sets the clock.</summary>
    /// <param name="by">By so much, forwards or backwards.</param>
    public void Jump(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

    public override long GetTimestamp() => _start + (long)((System.GetTimestamp() - _start) * speed);

    public override DateTimeOffset GetUtcNow() => _startTime + GetElapsedTime(_start) + TimeSpan.FromTicks(Volatile.Read(ref _offset));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Scale(dueTime), Scale(period));

    private TimeSpan Scale(TimeSpan time) => time > TimeSpan.Zero ? time / speed : time;
}
