using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;

namespace Po.Hosting;

/// <summary>Po without a host, for scripts and tests: message streams with everything that they need.</summary>
/// <remarks>
/// Thread safe. Nothing runs in the background but what <see cref="SubscribeAsync"/> starts. Disposing stops that and closes the store.
/// </remarks>
public sealed class PoApplication : IPo, IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IPo _po;

    private PoApplication(ServiceProvider services)
    {
        _services = services;
        _po = services.GetRequiredService<IPo>();
    }

    /// <inheritdoc/>
    public ValueTask<IRebuild> RebuildAsync(
        string subscriptionId, RebuildOptions options, CancellationToken cancellationToken = default) =>
        _po.RebuildAsync(subscriptionId, options, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, ISubscription> Subscriptions => _po.Subscriptions;

    /// <summary>Administration of the subscriptions of the store, wherever they run.</summary>
    public IPoAdmin Admin => _services.GetRequiredService<IPoAdmin>();

    /// <summary>Puts a store, a registry and a broker together.</summary>
    /// <param name="configure">Chooses the store and registers messages; services can be added, too, logging for example.</param>
    /// <returns>The application, to be disposed of.</returns>
    /// <exception cref="PoConfigurationException">
    /// Something cannot work; or there is a subscription, for which a host must run a worker: use <see cref="SubscribeAsync"/> instead.
    /// </exception>
    public static PoApplication Create(Action<IPoBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var collection = new ServiceCollection();
        collection.AddPo(configure);
        var services = collection.BuildServiceProvider();
        try
        {
            if (services.GetRequiredService<SubscriptionCatalog>().Definitions is [var subscription, ..])
            {
                throw new PoConfigurationException(
                    $"Subscription '{subscription.Id}' needs a host that runs its worker: build one and call AddPo() on its services, "
                    + "or start the subscription with SubscribeAsync().");
            }

            return new PoApplication(services);
        }
        catch
        {
            // Nothing has been opened yet, so this does not wait for anything.
            services.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(
        StreamId stream, object message, ExpectedNumber expected = default, CancellationToken cancellationToken = default) =>
        _po.AppendAsync(stream, message, expected, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(
        StreamId stream,
        IReadOnlyList<object> messages,
        ExpectedNumber expected = default,
        CancellationToken cancellationToken = default) => _po.AppendAsync(stream, messages, expected, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CommandResult<TCommand>> ExecuteAsync<TCommand>(
        StreamId stream, Func<TCommand> createCommand, CancellationToken cancellationToken = default)
        where TCommand : ICommandHandler => _po.ExecuteAsync(stream, createCommand, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CommandResult<TCommand>> ExecuteAsync<TCommand>(
        StreamId stream, Func<TCommand> createCommand, CommandOptions options, CancellationToken cancellationToken = default)
        where TCommand : ICommandHandler => _po.ExecuteAsync(stream, createCommand, options, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CommandOutcome<TResult>> ExecuteAsync<TProjection, TResult>(
        StreamId stream,
        Func<TProjection> createProjection,
        Func<TProjection, CancellationToken, ValueTask<Decision<TResult>>> decide,
        CommandOptions? options = null,
        CancellationToken cancellationToken = default)
        where TProjection : IMessageHandler => _po.ExecuteAsync(stream, createProjection, decide, options, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<TResult> ExecuteTogetherAsync<TResult>(
        Func<CancellationToken, ValueTask<TResult>> work, CancellationToken cancellationToken = default) =>
        _po.ExecuteTogetherAsync(work, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<TProjection> ProjectAsync<TProjection>(
        StreamId stream, TProjection projection, CancellationToken cancellationToken = default)
        where TProjection : IMessageHandler => _po.ProjectAsync(stream, projection, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Snapshot?> SaveSnapshotAsync<TProjection>(
        StreamId stream, TProjection projection, CancellationToken cancellationToken = default)
        where TProjection : IMessageHandler, INamedSnapshot => _po.SaveSnapshotAsync(stream, projection, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken = default) =>
        _po.DeleteSnapshotAsync(stream, name, cancellationToken);

    /// <inheritdoc/>
    public IStream Stream(StreamId id) => _po.Stream(id);

    /// <inheritdoc/>
    public IAsyncEnumerable<Message> ReadAsync(
        StreamId source, ReadOptions? options = null, CancellationToken cancellationToken = default) =>
        _po.ReadAsync(source, options, cancellationToken);

    /// <inheritdoc/>
    public IPo Join(DbTransaction transaction) => _po.Join(transaction);

    /// <inheritdoc/>
    public ValueTask WaitForAsync(
        string subscriptionId, long globalNumber, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _po.WaitForAsync(subscriptionId, globalNumber, timeout, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ISubscription> SubscribeAsync(
        string subscriptionId,
        StreamId source,
        IMessageHandler handler,
        SubscriptionOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _po.SubscribeAsync(subscriptionId, source, handler, options, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
