namespace Po.Sqlite;

/// <summary>Shares the write lock of the file between processes.</summary>
/// <remarks>
/// SQLite gives its lock to whoever asks in the right microsecond. A process that commits one batch after the other leaves gaps of
/// microseconds, so one that asks every now and then would hardly ever find one. Therefore whoever waits holds a file, and whoever has
/// written for a while without a break looks whether somebody does, and if so pauses for longer than the other's time between two
/// attempts. Nobody depends on it: without the file it is only less fair.
/// </remarks>
internal sealed class WriterTurn(TimeProvider time)
{
    // Long enough for many commits, short for somebody who waits.
    private static readonly TimeSpan Length = TimeSpan.FromMilliseconds(10);

    // Longer than the longest pause of BackOff.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(4);

    // A break that long has let others in already.
    private static readonly TimeSpan Break = TimeSpan.FromMilliseconds(5);

    private long _begin = time.GetTimestamp();
    private long _lastWrite = time.GetTimestamp();

    /// <summary>The file; null while it is not known.</summary>
    public string? Path { get; set; }

    /// <summary>To be called after each commit.</summary>
    public void Wrote() => Volatile.Write(ref _lastWrite, time.GetTimestamp());

    /// <summary>Whether it is the turn of another process: this one has written for a while, and another waits.</summary>
    public bool IsOver()
    {
        var now = time.GetTimestamp();
        var isNew = time.GetElapsedTime(Volatile.Read(ref _lastWrite), now) > Break;
        if (!isNew && time.GetElapsedTime(Volatile.Read(ref _begin), now) < Length)
        {
            return false;
        }

        if (!isNew && DoesSomebodyWait())
        {
            return true;
        }

        Volatile.Write(ref _begin, now);
        return false;
    }

    /// <summary>To be called before each attempt to write: pauses if it is the turn of another process.</summary>
    public async ValueTask LetOthersAsync(CancellationToken cancellationToken)
    {
        if (IsOver())
        {
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _begin, time.GetTimestamp());
        }
    }

    /// <summary>Tells the writer that somebody waits, until disposed of; null if somebody else says so at the moment.</summary>
    public FileLock? TryAnnounceWaiting()
    {
        try
        {
            return Path is null ? null : FileLock.TryTake(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private bool DoesSomebodyWait()
    {
        try
        {
            using var nobodyWaits = Path is null ? null : FileLock.TryTake(Path);
            return nobodyWaits is null && Path is not null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
