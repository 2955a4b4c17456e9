namespace Po;

/// <summary>Message streams on a store: the implementation of <see cref="IPo"/>, without a host.</summary>
/// <remarks>
/// Thread safe. The store is made ready by the first call that needs it. Disposing stops the subscriptions of
/// <see cref="SubscribeAsync"/>; store, registry and broker belong to the caller.
/// </remarks>
public sealed partial class PoEngine : IPo, IAsyncDisposable
{
    /// <summary>Puts an engine together.</summary>
    /// <param name="store">Keeps the records.</param>
    /// <param name="registry">Knows the message types.</param>
    /// <param name="broker">Wakes subscriptions.</param>
    /// <param name="options">Everything else; the defaults if null.</param>
    /// <exception cref="PoConfigurationException">Two subscriptions have the same id.</exception>
    public PoEngine(IStore store, IRegistry registry, IBroker broker, PoEngineOptions? options = null) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, ISubscription> Subscriptions => throw new NotImplementedException();

    /// <summary>Makes the store ready; the first call that needs it does so by itself.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask InitializeAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Runs one of the configured subscriptions until the host stops.</summary>
    /// <param name="subscriptionId">The id of one of <see cref="PoEngineOptions.Subscriptions"/>.</param>
    /// <param name="stoppingToken">Ends fetching; the message in flight has the grace time to end.</param>
    /// <returns>A task that ends when the subscription has stopped; faults of handlers and store never fail it.</returns>
    public Task RunSubscriptionAsync(string subscriptionId, CancellationToken stoppingToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(
        StreamId stream, object message, ExpectedNumber expected = default, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(
        StreamId stream,
        IReadOnlyList<object> messages,
        ExpectedNumber expected = default,
        CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask<CommandResult<TCommand>> ExecuteAsync<TCommand>(
        StreamId stream, Func<TCommand> createCommand, CancellationToken cancellationToken = default)
        where TCommand : ICommandHandler => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask<TProjection> ProjectAsync<TProjection>(
        StreamId stream, TProjection projection, CancellationToken cancellationToken = default)
        where TProjection : IMessageHandler => throw new NotImplementedException();

    /// <inheritdoc/>
    public IStream Stream(StreamId id) => throw new NotImplementedException();

    /// <inheritdoc/>
    public IAsyncEnumerable<Message> ReadAsync(
        StreamId source, ReadOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask<ISubscription> SubscribeAsync(
        string subscriptionId,
        StreamId source,
        IMessageHandler handler,
        SubscriptionOptions? options = null,
        CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
