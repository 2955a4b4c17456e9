namespace Po;

// What is rebuilt and how: checked, and frozen. A shadow runs as a subscription of its own that pauses at a failure.
internal sealed class RebuildPlan
{
    private const char Separator = '~';
    private const int MaxIdLength = 200;
    private const int MaxPageSize = 10_000;

    private readonly Func<ISubscriptionContext, IHandlerScope> _createHandler;
    private readonly bool _isMarked;

    /// <exception cref="RebuildRefusedException">The subscription cannot be rebuilt.</exception>
    /// <exception cref="PoConfigurationException">The options are out of range.</exception>
    public RebuildPlan(string subscriptionId, RebuildOptions options, SubscriptionDefinition? live, SubscriptionOptions defaults)
    {
        SubscriptionId = subscriptionId;
        Options = options;
        ShadowId = $"{subscriptionId}{Separator}{options.Target}";
        Source = live?.Source ?? options.Source ?? throw Refuse(
            "this process has no such subscription. Ask a process that runs it, or give Source and CreateHandler with the options.");
        Limits = Settle(SubscriptionSettings.From(subscriptionId, live?.Options ?? options.SubscriptionOptions ?? defaults));
        Settings = Limits with
        {
            // Where it begins is stored before it runs: whatever it finds missing later was removed by somebody.
            StartFrom = StartFrom.Beginning,
            StartAfter = null,
            StartTime = null,
        };
        _isMarked = options.CreateHandler is null && live is { HasOutsideEffects: true };
        _createHandler = options.CreateHandler is { } create ? context => new FixedHandlerScope(create(context))
            : live?.CreateHandler ?? throw Refuse("this process has no such subscription, and the options say no CreateHandler.");
    }

    public string SubscriptionId { get; }

    public string ShadowId { get; }

    public RebuildOptions Options { get; }

    public string Target => Options.Target;

    public StreamId Source { get; }

    /// <summary>How the shadow works.</summary>
    public SubscriptionSettings Settings { get; }

    /// <summary>The same, with where it is to begin.</summary>
    public SubscriptionSettings Limits { get; }

    /// <summary>The worker of the shadow, which nobody else knows: it has no part in health and lag of what is live.</summary>
    public Subscription CreateShadow(PoEngine engine, SubscriptionSettings settings, Action<StoredSubscription?> onLook)
    {
        SubscriptionDefinition definition = new()
        {
            Id = ShadowId,
            Source = Source,
            Shadow = new ShadowRun(SubscriptionId, Target, onLook),
            CreateHandler = _createHandler,
        };
        return new Subscription(engine, definition, settings, partition: null);
    }

    public IHandlerScope CreateHandler(ISubscriptionContext context) => _createHandler(context);

    /// <summary>Refuses a handler that would do outside what it has done already, or that remembers what it has handled.</summary>
    /// <exception cref="RebuildRefusedException">It is one.</exception>
    public void Check(IMessageHandler handler)
    {
        if (_isMarked || handler.GetType().IsDefined(typeof(OutsideEffectsAttribute), inherit: true))
        {
            throw Refuse(
                "its handler is marked with [OutsideEffects], and would do once more what it has done outside of its transaction. Move what is "
                + "to be rebuilt to a subscription of its own.");
        }

        if (handler is INamedSnapshot)
        {
            throw Refuse(
                "its handler keeps a state (INamedSnapshot), which is of the live content. Keep in the content what the handler has to remember, or "
                + "reset the subscription.");
        }
    }

    /// <summary>Refuses a subscription that is split into partitions, or is about to be.</summary>
    /// <exception cref="RebuildRefusedException">It is one.</exception>
    public void Check(StoredSubscription? live)
    {
        if (PartitionLayout.Of(live) is not null || live?.Status.StopAt is not null)
        {
            throw RefuseSplit();
        }

        if (live is { Owner: not null } && live.LeaseLeft > TimeSpan.Zero)
        {
            throw Refuse("another process runs it detached.");
        }
    }

    private RebuildRefusedException RefuseSplit() => Refuse(
        "it is split into partitions, whose positions cannot be locked together. Put it together first: RepartitionAsync into 1.");

    public RebuildRefusedException Refuse(string reason) => new(SubscriptionId, reason);

    private SubscriptionSettings Settle(SubscriptionSettings live)
    {
        if (string.IsNullOrEmpty(Target) || Target.Any(char.IsControl) || ShadowId.Length > MaxIdLength || PartitionId.Is(ShadowId))
        {
            throw new PoConfigurationException(
                $"A target has at least 1 character, none of them a control character, and not the form of a partition; "
                + $"'{SubscriptionId}{Separator}' with it has at most {MaxIdLength}.");
        }

        if (Options.PageSize is < 1 or > MaxPageSize || Options.TransactionTime < TimeSpan.FromMilliseconds(1) || Options.StartAfter < 0)
        {
            throw new PoConfigurationException(
                $"The options of the rebuild of '{SubscriptionId}' cannot work: PageSize is from 1 to {MaxPageSize}, TransactionTime at least 1 ms, "
                + "StartAfter not negative.");
        }

        if (live.Mode is SubscriptionMode.Detached)
        {
            throw Refuse("it is detached, so its effects are elsewhere, where nothing can be put in place of them in a transaction.");
        }

        if (live.Partitions > 1)
        {
            throw RefuseSplit();
        }

        if (live.StartFrom is StartFrom.Now && Options.StartAfter is null)
        {
            throw Refuse("it has begun with what came then. Say after which global number to begin: StartAfter.");
        }

        return live with
        {
            OnFailure = FailurePolicy.Pause,
            PageSize = Options.PageSize ?? live.PageSize,
            TransactionTime = Options.TransactionTime < live.TransactionTime ? Options.TransactionTime : live.TransactionTime,
            StartFrom = Options.StartAfter is null ? live.StartFrom : StartFrom.Beginning,
            StartAfter = Options.StartAfter ?? live.StartAfter,
            StartTime = Options.StartAfter is null ? live.StartTime : null,
        };
    }
}
