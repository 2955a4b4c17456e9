namespace Po;

// Ends the token of a handler that waits for longer than it may. One for each transaction; a timer is made for it only once a handler
// waits at all.
internal sealed class HandlerDeadline : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly CancellationTokenSource _source;
    private ITimer? _timer;
    private long _started;
    private volatile bool _isOver;

    public HandlerDeadline(TimeProvider time, TimeSpan timeout, CancellationToken handling)
    {
        _time = time;
        _timeout = timeout;
        _source = CancellationTokenSource.CreateLinkedTokenSource(handling);
        Token = _source.Token;
    }

    public CancellationToken Token { get; }

    /// <summary>A handler waits from now on.</summary>
    public void Start()
    {
        Volatile.Write(ref _started, _time.GetTimestamp());
        _timer ??= _time.CreateTimer(static deadline => ((HandlerDeadline)deadline!).Check(), this, _timeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>It waits no longer.</summary>
    public void Stop() => Volatile.Write(ref _started, 0);

    /// <summary>What to say of a failure: once its time was over that is the reason, whatever the handler makes of it.</summary>
    /// <param name="failure">What the handler has thrown.</param>
    public Exception Explain(Exception failure) => _isOver && failure is not TimeoutException ? Describe(failure) : failure;

    /// <summary>A handler that has ended too late has failed, too: its token was cancelled, and others may have been told.</summary>
    public void ThrowIfOver()
    {
        if (_isOver)
        {
            throw Describe(null);
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _source.Dispose();
    }

    private TimeoutException Describe(Exception? failure) =>
        new($"The handler has not come to an end within its HandlerTimeout of {_timeout}.", failure);

    private void Check()
    {
        var started = Volatile.Read(ref _started);
        var left = started == 0 ? _timeout : _timeout - _time.GetElapsedTime(started);
        if (left > TimeSpan.Zero)
        {
            Rearm(left);
            return;
        }

        _isOver = true;
        try
        {
            // What a callback of the application throws is nobody's.
            _ = _source.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The transaction has ended at this moment.
        }
    }

    private void Rearm(TimeSpan left)
    {
        try
        {
            _timer?.Change(left, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // As above.
        }
    }
}
