using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Po.Tests;

// An engine with everything around it, each part replaceable.
internal sealed class TestPo : IAsyncDisposable
{
    private readonly Lazy<PoEngine> _engine;

    public TestPo() => _engine = new(Create);

    public IStore Store { get; init; } = new InMemoryStore();

    public IProtocol Protocol { get; init; } = new ChannelProtocol();

    public IBroker? Broker { get; init; }

    public IRegistry Registry { get; init; } = new MessageRegistry(
        [MessageRegistration.Create<Added>("added"), MessageRegistration.Create<Removed>("removed")]);

    public TestClock Clock { get; init; } = new();

    public IPoObserver? Observer { get; init; }

    public IStateSerializer? StateSerializer { get; init; }

    public PoLimits Limits { get; init; } = new();

    public int CommandRetries { get; init; } = 3;

    public TimeSpan CommandRetryDelay { get; init; }

    public TimeSpan MaxCommandRetryDelay { get; init; } = TimeSpan.FromDays(1);

    public SnapshotOptions Snapshots { get; init; } = new();

    public SubscriptionOptions Subscribers { get; init; } = new();

    public IReadOnlyList<SubscriptionDefinition> Subscriptions { get; init; } = [];

    public FakeLogCollector Logs { get; } = new();

    public PoEngine Engine => _engine.Value;

    public ValueTask<AppendResult> AppendAsync(string stream, params object[] messages) =>
        Engine.AppendAsync(A.Stream(stream), messages, cancellationToken: Token);

    public ValueTask<ISubscription> SubscribeAsync(
        string id, string source, IMessageHandler handler, SubscriptionOptions? options = null) =>
        Engine.SubscribeAsync(id, A.Stream(source), handler, options, Token);

    /// <summary>Lets time pass until the subscription has caught up.</summary>
    /// <param name="subscription">The subscription.</param>
    public Task CatchUpAsync(ISubscription subscription) => Clock.DriveAsync(
        subscription.WhenCaughtUpAsync(Token), $"subscription '{subscription.Id}' to catch up; it is {subscription.State}");

    /// <summary>Lets time pass until the subscription is paused.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <returns>What its waiters are told.</returns>
    public async Task<SubscriptionFaultedException> PauseAsync(ISubscription subscription)
    {
        var waiting = subscription.WaitForAsync(long.MaxValue, Token).AsTask();
        await Clock.DriveAsync(Task.WhenAny(waiting), $"subscription '{subscription.Id}' to pause; it is {subscription.State}");
        return (SubscriptionFaultedException)waiting.Exception!.InnerException!;
    }

    /// <summary>Lets what folds wanted to save be written.</summary>
    public Task FlushSnapshotsAsync() => Engine.FlushSnapshotsAsync(Token).AsTask().Within("the snapshots to be written");

    public IReadOnlyList<FakeLogRecord> LogsOf(int eventId) => [.. Logs.GetSnapshot().Where(record => record.Id.Id == eventId)];

    public async ValueTask DisposeAsync() => await Engine.DisposeAsync().AsTask().Within("the engine to stop");

    private PoEngine Create()
    {
        var loggers = new LoggerFactory([new FakeLoggerProvider(Logs)]);
        return new PoEngine(Store, Registry, Broker ?? new Broker(Protocol, Clock, loggers), new PoEngineOptions
        {
            TimeProvider = Clock,
            LoggerFactory = loggers,
            Observer = Observer,
            StateSerializer = StateSerializer,
            Limits = Limits,
            CommandRetries = CommandRetries,
            CommandRetryDelay = CommandRetryDelay,
            MaxCommandRetryDelay = MaxCommandRetryDelay,
            Snapshots = Snapshots,
            DefaultSubscriptionOptions = Subscribers,
            Subscriptions = Subscriptions,
        });
    }
}
