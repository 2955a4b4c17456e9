namespace Po.Sqlite;

// The pauses while another process has the lock. They are shorter than the break that a busy writer makes for others, see WriterTurn.
internal struct BackOff
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(2);
    private TimeSpan _next;

    /// <summary>Waits a little longer than the last time, but not beyond the deadline.</summary>
    public Task PauseAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        _next = _next == default ? Shortest : TimeSpan.FromTicks(Math.Min(_next.Ticks * 2, Longest.Ticks));
        var pause = deadline.Remaining < _next ? deadline.Remaining : _next;
        return pause > TimeSpan.Zero ? Task.Delay(pause, deadline.Time, cancellationToken) : Task.CompletedTask;
    }
}
