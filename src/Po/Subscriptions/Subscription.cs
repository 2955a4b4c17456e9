using Microsoft.Extensions.Logging;

namespace Po;

// The worker of one subscription, or of one partition of it: this part is its public face, .Loop.cs decides when to work, .Pass.cs does
// the work with .Handle.cs, .Messages.cs reads records, .Failure.cs and .Parking.cs decide what becomes of a failure, .Status.cs keeps what every process is to know.
internal sealed partial class Subscription : ISubscription
{
    // How long a handler whose token is cancelled may take to notice it.
    private static readonly TimeSpan TimeToUnwind = TimeSpan.FromSeconds(2);

    private readonly PoEngine _engine;
    private readonly SubscriptionDefinition _definition;
    private readonly SubscriptionSettings _settings;
    private readonly Partition? _partition;
    private readonly TypeFilter? _types;
    private readonly PageReader _pages;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _disposing = new();
    private readonly TaskCompletionSource _graceIsOver = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<long> _awaited = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _wakeUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _resume;
    private int _hasStarted;
    private long _position;
    private long _horizon;
    private volatile SubscriptionState _state = SubscriptionState.Starting;
    private volatile Exception? _lastError;

    public Subscription(PoEngine engine, SubscriptionDefinition definition, SubscriptionSettings settings, Partition? partition)
    {
        _engine = engine;
        _definition = definition;
        _settings = settings;
        _partition = partition;
        _types = TypeFilter.Of(settings.MessageTypes, engine.Registry);
        Id = partition?.Id ?? definition.Id;
        _pages = engine.Pages.CreateReader(definition.Source, CreatePageRequest());
        _time = engine.Options.TimeProvider;
        _logger = engine.Options.LoggerFactory.CreateLogger<PoEngine>();
        _pollInterval = _settings.MinPollInterval;
        _storedAt = _time.GetTimestamp();
    }

    public string Id { get; }

    public string Name => _definition.Id;

    public int? Partition => _partition?.Index;

    public StreamId Source => _definition.Source;

    public SubscriptionState State => _state;

    public long Position => Volatile.Read(ref _position);

    public long Lag => Math.Max(0, Volatile.Read(ref _horizon) - Position);

    public Exception? LastError => _lastError;

    public async ValueTask WhenCaughtUpAsync(CancellationToken cancellationToken = default)
    {
        await _engine.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var horizon = await _engine.Store.ReadHorizonAsync(cancellationToken).ConfigureAwait(false);
        await WaitForAsync(horizon, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask WaitForAsync(long globalNumber, CancellationToken cancellationToken = default)
    {
        AddWaiter(globalNumber);
        try
        {
            WakeUp();
            while (true)
            {
                var changed = Volatile.Read(ref _changed).Task;
                if (Position >= globalNumber)
                {
                    return;
                }

                ThrowIfItNeverWill(globalNumber);
                await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            RemoveWaiter(globalNumber);
        }
    }

    public void Resume()
    {
        if (_state == SubscriptionState.Paused)
        {
            Volatile.Read(ref _resume)?.TrySetResult();
        }
    }

    /// <summary>Ends fetching; the message in flight has the grace time to end.</summary>
    public Task StopAsync() => _disposing.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync().ConfigureAwait(false);
        if (Interlocked.Exchange(ref _hasStarted, 1) == 0)
        {
            End();
        }

        // A handler that ends its own subscription cannot wait for itself to return.
        if (!HandlerContext.IsInHandlerOf(this))
        {
            await EndedAsync().ConfigureAwait(false);
        }
    }

    private PageRequest CreatePageRequest() => _settings.Groups is null || Source.IsAll
        ? new PageRequest
        {
            MaxCount = _settings.PageSize,
            MaxBytes = _settings.PageBytes,
            Groups = _settings.Groups,
            Types = _types?.Stored,
        }
        : throw new PoConfigurationException(
            $"Subscription '{Id}' chooses groups of '{Source}': subscribe to every group (*) to choose some, or to one group by its name.");

    // A handler that ignores its token must not keep a process from ending, which rolls its work back.
    private async Task EndedAsync()
    {
        if (await Task.WhenAny(_ended.Task, UnwoundAsync()).ConfigureAwait(false) != _ended.Task)
        {
            Log.HandlerAbandoned(_logger, Id);
        }
    }

    private async Task UnwoundAsync()
    {
        await _graceIsOver.Task.ConfigureAwait(false);
        await Task.Delay(TimeToUnwind, _time).ConfigureAwait(false);
    }

    private void AddWaiter(long globalNumber)
    {
        lock (_awaited)
        {
            _awaited.Add(globalNumber);
        }
    }

    private void RemoveWaiter(long globalNumber)
    {
        lock (_awaited)
        {
            _awaited.Remove(globalNumber);
        }
    }

    private bool IsAwaited(long position)
    {
        lock (_awaited)
        {
            return _awaited.Exists(globalNumber => globalNumber <= position);
        }
    }

    private void ThrowIfItNeverWill(long globalNumber)
    {
        // Who has resumed it and waits then is not told of the pause that the worker is about to leave.
        if (_state == SubscriptionState.Paused && Volatile.Read(ref _resume) is { Task.IsCompleted: false })
        {
            throw new SubscriptionFaultedException(Id, Position, _lastError!);
        }

        if (_state == SubscriptionState.Stopped)
        {
            throw new InvalidOperationException(
                $"Subscription '{Id}' has stopped in this process at position {Position}, before it has reached {globalNumber}.");
        }
    }

    private void SetState(SubscriptionState state)
    {
        var previous = _state;
        if (previous == state)
        {
            return;
        }

        _state = state;
        Log.SubscriptionStateChanged(_logger, Id, state, previous, Position, Lag);
        _engine.Observer?.StateChanged(this, previous);
        Signal();
    }

    private void SetPosition(long position)
    {
        if (Position != position)
        {
            Volatile.Write(ref _position, position);
            Signal();
        }
    }

    private void End()
    {
        _partition?.Share.Forget(_partition.Index);
        SetState(SubscriptionState.Stopped);
        _ended.TrySetResult();
    }

    private void Signal() => Interlocked.Exchange(
        ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private void WakeUp() => Volatile.Read(ref _wakeUp).TrySetResult();
}
