using Microsoft.Extensions.Logging;

namespace Po;

// A rebuild: this part is its public face, .Run.cs works up to the end of the store, .Switch.cs puts the target in place.
internal sealed partial class Rebuild : IRebuild
{
    private readonly PoEngine _engine;
    private readonly RebuildPlan _plan;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposing = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken _stopping;
    private CancellationTokenSource? _round;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _resume;
    private bool _isPauseWanted;
    private bool _hasStarted;
    private volatile Subscription? _shadow;
    private volatile RebuildState _state = RebuildState.Preparing;
    private volatile Exception? _error;

    // Up to where it was seen to be stored, and up to where it was seen to be: nothing of the subscription's own is in between.
    private long _stored;
    private long _position;
    private long _horizon;
    private long _handled;
    private long _rateFrom;
    private long _rateSince;

    public Rebuild(PoEngine engine, RebuildPlan plan, long horizon)
    {
        _engine = engine;
        _plan = plan;
        _time = engine.Options.TimeProvider;
        _logger = engine.Options.LoggerFactory.CreateLogger<PoEngine>();
        _stopping = _disposing.Token;
        _horizon = horizon;
        Started = _time.GetUtcNow();
    }

    public string SubscriptionId => _plan.SubscriptionId;

    public string Target => _plan.Target;

    public string ShadowId => _plan.ShadowId;

    public RebuildState State => (_state, _shadow?.State) switch
    {
        (RebuildState.CatchingUp, SubscriptionState.Retrying) => RebuildState.Retrying,
        (RebuildState.CatchingUp, SubscriptionState.StandingBy) => RebuildState.StandingBy,
        var (state, _) => state,
    };

    public long Position => Math.Max(Volatile.Read(ref _position), _shadow?.Position ?? 0);

    public long Horizon => Math.Max(Volatile.Read(ref _horizon), _shadow?.Horizon ?? 0);

    public long Lag => Math.Max(0, Horizon - Position);

    public long Handled => Volatile.Read(ref _handled) + (_shadow?.HandledMessages ?? 0);

    public DateTimeOffset Started { get; }

    public Exception? Error => _error ?? (State is RebuildState.Retrying ? _shadow?.LastError : null);

    public TimeSpan? Estimate
    {
        get
        {
            var left = Lag;
            if (left == 0 || _state is RebuildState.Completed)
            {
                return TimeSpan.Zero;
            }

            lock (_gate)
            {
                var done = Position - _rateFrom;
                return _state is RebuildState.Paused or RebuildState.Stopped || _rateSince == 0 || done <= 0
                    ? null
                    : _time.GetElapsedTime(_rateSince) * ((double)left / done);
            }
        }
    }

    public void Pause()
    {
        CancellationTokenSource? round;
        lock (_gate)
        {
            if (_isPauseWanted || IsOver)
            {
                return;
            }

            _isPauseWanted = true;
            if (_resume is null or { Task.IsCompleted: true })
            {
                _resume = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            round = _round;
        }

        Cancel(round);
    }

    public void Resume()
    {
        lock (_gate)
        {
            _isPauseWanted = false;
            _resume?.TrySetResult();
        }
    }

    public async ValueTask WhenCompletedAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (_state is RebuildState.Completed)
            {
                return;
            }

            if (_state is RebuildState.Paused && _error is { } error && !IsResumed)
            {
                throw new SubscriptionFaultedException(ShadowId, Position, error);
            }

            if (_state is RebuildState.Stopped)
            {
                throw new InvalidOperationException(
                    $"The rebuild of '{SubscriptionId}' into '{Target}' was stopped at position {Position}. Call RebuildAsync again to go on.");
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Start()
    {
        lock (_gate)
        {
            if (_hasStarted || _stopping.IsCancellationRequested)
            {
                return;
            }

            _hasStarted = true;
        }

        // Neither the caller's transaction nor his ambient one is the rebuild's.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(RunToTheEndAsync, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync().ConfigureAwait(false);
        bool hasStarted;
        lock (_gate)
        {
            hasStarted = _hasStarted;
            _hasStarted = true;
        }

        if (!hasStarted)
        {
            End();
        }

        await _ended.Task.ConfigureAwait(false);
    }

    private bool IsOver => _state is RebuildState.Completed or RebuildState.Stopped;

    private bool IsResumed
    {
        get
        {
            lock (_gate)
            {
                return _resume is null or { Task.IsCompleted: true };
            }
        }
    }

    private void SetState(RebuildState state)
    {
        if (_state != state)
        {
            _state = state;
            Signal();
        }
    }

    private void Signal() => Interlocked.Exchange(
        ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private void End()
    {
        _engine.RemoveRebuild(this);
        SetState(_state is RebuildState.Completed ? RebuildState.Completed : RebuildState.Stopped);
        _ended.TrySetResult();
    }

    private static void Cancel(CancellationTokenSource? round)
    {
        try
        {
            _ = round?.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The round has ended at this moment.
        }
    }
}
