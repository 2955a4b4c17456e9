namespace Po;

public sealed partial class PoEngine
{
    private const int MaxSubscriptionIdLength = 200;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, ISubscription> Subscriptions { get; }

    /// <summary>Runs one of the configured subscriptions until the host stops.</summary>
    /// <param name="subscriptionId">The id of one of <see cref="PoEngineOptions.Subscriptions"/>.</param>
    /// <param name="stoppingToken">Ends fetching; the message in flight has the grace time to end.</param>
    /// <returns>A task that ends when the subscription has stopped; faults of handlers and store never fail it.</returns>
    /// <exception cref="PoConfigurationException">No such subscription is configured.</exception>
    public Task RunSubscriptionAsync(string subscriptionId, CancellationToken stoppingToken) =>
        _subscriptions.TryGetValue(subscriptionId, out var subscription)
            ? subscription.RunAsync(stoppingToken)
            : throw new PoConfigurationException($"No subscription '{subscriptionId}' is configured.");

    /// <inheritdoc/>
    public ValueTask<ISubscription> SubscribeAsync(
        string subscriptionId,
        StreamId source,
        IMessageHandler handler,
        SubscriptionOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        cancellationToken.ThrowIfCancellationRequested();
        var scope = new FixedHandlerScope(handler);
        var subscription = AddSubscription(new SubscriptionDefinition
        {
            Id = subscriptionId,
            Source = source,
            Options = options,
            CreateHandler = _ => scope,
        });
        if (_isDisposed)
        {
            // Whoever disposes has looked for subscriptions before this one was there, or finds it stopped.
            RemoveSubscription(subscription);
            throw new ObjectDisposedException(nameof(PoEngine));
        }

        subscription.Start();
        return ValueTask.FromResult<ISubscription>(subscription);
    }

    internal void RemoveSubscription(SubscriptionRunner subscription) =>
        _subscriptions.TryRemove(new KeyValuePair<string, SubscriptionRunner>(subscription.Id, subscription));

    internal SubscriptionRunner? FindSubscription(string subscriptionId) => _subscriptions.GetValueOrDefault(subscriptionId);

    internal static void RefuseLongId(string id)
    {
        if (id.Length > MaxSubscriptionIdLength || id.Any(char.IsControl))
        {
            throw new PoConfigurationException(
                $"A subscription id has 1 to {MaxSubscriptionIdLength} characters, that of a partition included, none of them a control character.");
        }
    }

    private SubscriptionRunner AddSubscription(SubscriptionDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentException.ThrowIfNullOrEmpty(definition.Id, nameof(definition));
        RefuseDefault(definition.Source, nameof(definition));
        var partitions = (definition.Options ?? _options.DefaultSubscriptionOptions).Partitions;
        RefuseLongId(partitions > 1 ? PartitionId.Of(definition.Id, partitions - 1, partitions) : definition.Id);
        if (PartitionId.Is(definition.Id))
        {
            throw new PoConfigurationException(
                $"'{definition.Id}' has the form of a partition's id. Give the subscription another one, and its number of partitions as an option.");
        }

        var subscription = new SubscriptionRunner(this, definition);
        return _subscriptions.TryAdd(definition.Id, subscription)
            ? subscription
            : throw new PoConfigurationException(
                $"The subscription id '{definition.Id}' is taken already in this process. Each subscription keeps its own position, so it "
                + "needs an id of its own.");
    }
}
