using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Po;

/// <summary>Message streams on a store: the implementation of <see cref="IPo"/>, without a host.</summary>
/// <remarks>
/// Thread safe. The store is made ready by the first call that needs it. Disposing stops the subscriptions of this engine and writes
/// the snapshots that wait; store, registry and broker belong to the caller.
/// </remarks>
public sealed partial class PoEngine : IPo, IAsyncDisposable, IDisposable
{
    private readonly IStore _store;
    private readonly IRegistry _registry;
    private readonly IBroker _broker;
    private readonly PoEngineOptions _options;
    private readonly ILogger _logger;
    private readonly RecordFactory _records;
    private readonly SnapshotKeeper _keeper;
    private readonly StoreSnapshots _snapshots;
    private readonly StateCache? _cache;
    private readonly Projector _projector;
    private readonly ConcurrentDictionary<string, SubscriptionRunner> _subscriptions = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _initializeGate = new(1, 1);
    private volatile bool _isInitialized;
    private volatile bool _isDisposed;

    /// <summary>Puts an engine together.</summary>
    /// <param name="store">Keeps the records.</param>
    /// <param name="registry">Knows the message types.</param>
    /// <param name="broker">Wakes subscriptions.</param>
    /// <param name="options">Everything else; the defaults if null.</param>
    /// <exception cref="PoConfigurationException">Two subscriptions have the same id, or one has options out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Another option is out of range.</exception>
    public PoEngine(IStore store, IRegistry registry, IBroker broker, PoEngineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(broker);
        _store = store;
        _registry = registry;
        _broker = broker;
        _options = options ?? new PoEngineOptions();
        HorizonPoll = new HorizonPoll(store, _options.TimeProvider);
        Pages = new SharedPages(store);
        ArgumentOutOfRangeException.ThrowIfNegative(_options.CommandRetries);
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.CommandRetryDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxCommandRetryDelay, _options.CommandRetryDelay);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.MaxCommandRetryDelay, Backoff.LongestTimer);
        _options.Snapshots.Check();
        _logger = _options.LoggerFactory.CreateLogger<PoEngine>();
        Observer = _options.Observer is { } observer ? new GuardedObserver(observer, _logger) : null;
        _records = new RecordFactory(registry, _options.Limits, _options.TimeProvider);
        SnapshotQueue = new SnapshotQueue(store, _options.Snapshots, _options.TimeProvider, _logger, Observer);
        _snapshots = new StoreSnapshots(store, SnapshotQueue);
        _keeper = new SnapshotKeeper(_options.StateSerializer, _options.Snapshots, _logger, Observer);
        _cache = _options.Snapshots.CacheEntries > 0
            ? new StateCache(_options.Snapshots.CacheEntries, _options.Snapshots.CacheBytes)
            : null;
        _projector = new Projector(registry, _keeper, _options.TimeProvider);
        foreach (var definition in _options.Subscriptions)
        {
            AddSubscription(definition);
        }

        Subscriptions = new SubscriptionTable(_subscriptions);
    }

    /// <summary>Who this engine is to others that use the store: unique among all that ever did.</summary>
    internal string InstanceId { get; } = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}";

    internal IStore Store => _store;

    /// <summary>An entry about what is done to a subscription, now by the clock of this engine.</summary>
    internal AuditEntry Audit(string subscriptionId, AuditAction action, string actor, string detail) => new()
    {
        Time = _options.TimeProvider.GetUtcNow(),
        SubscriptionId = subscriptionId,
        Action = action,
        Actor = actor,
        Detail = detail,
    };

    internal HorizonPoll HorizonPoll { get; }

    internal SharedPages Pages { get; }

    internal IRegistry Registry => _registry;

    internal IBroker Broker => _broker;

    internal PoEngineOptions Options => _options;

    internal IPoObserver? Observer { get; }

    internal SnapshotQueue SnapshotQueue { get; }

    /// <summary>Makes the store ready; the first call that needs it does so by itself. Safe to repeat.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SchemaVersionException">The schema of the store is not one that this version of Po can work with.</exception>
    public ValueTask InitializeAsync(CancellationToken cancellationToken = default) =>
        _isInitialized ? ValueTask.CompletedTask : InitializeOnceAsync(cancellationToken);

    /// <inheritdoc/>
    public IStream Stream(StreamId id)
    {
        RefuseDefault(id, nameof(id));
        return new StreamView(this, null, id);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        await Task.WhenAll(_rebuilds.Values.Select(rebuild => rebuild.DisposeAsync().AsTask())).ConfigureAwait(false);
        await Task.WhenAll(_subscriptions.Values.Select(subscription => subscription.DisposeAsync().AsTask())).ConfigureAwait(false);
        await SnapshotQueue.DisposeAsync().ConfigureAwait(false);
        await Pages.DisposeAsync().ConfigureAwait(false);
        _initializeGate.Dispose();
    }

    internal StreamView Stream(ICallTransaction within, StreamId id)
    {
        RefuseDefault(id, nameof(id));
        return new StreamView(this, within, id);
    }

    /// <summary>As <see cref="DisposeAsync"/>, for a container that is disposed of synchronously.</summary>
    /// <remarks>
    /// Blocks until the subscriptions have stopped and the snapshots are written, which takes their grace times at most, and needs no
    /// particular thread for it.
    /// </remarks>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static void RefuseDefault(StreamId id, string parameter)
    {
        if (id.IsDefault)
        {
            throw new ArgumentException("default(StreamId) names no stream: write new StreamId(\"group\", \"entity\").", parameter);
        }
    }

    private async ValueTask InitializeOnceAsync(CancellationToken cancellationToken)
    {
        await _initializeGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isInitialized)
            {
                await _store.InitializeAsync(cancellationToken).ConfigureAwait(false);
                _isInitialized = true;
            }
        }
        finally
        {
            _initializeGate.Release();
        }
    }

    // Calls inside a handler of this engine run in the handler's transaction, those of work that is executed together in its own; everything
    // else goes to the store.
    private ICallTransaction? Resolve(ICallTransaction? within) =>
        TogetherCalls.Current(this) is { } together && (within is null || together.IsIn(within)) ? together
        : within ?? HandlerContext.Current(this);

    internal CallOutcome? OutcomeOf(ICallTransaction? within) => Resolve(within)?.Outcome;

    private async ValueTask<StoreView> ViewAsync(ICallTransaction? within, CancellationToken cancellationToken)
    {
        within = Resolve(within);
        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        return within is null ? new StoreView(_store, _snapshots, _cache) : new StoreView(within.Reader, within.Snapshots);
    }
}
