using System.Data.Common;

namespace Po;

// An engine as seen inside a transaction of the application.
internal sealed class JoinedPo(PoEngine engine, JoinedCalls calls) : IPo
{
    public IReadOnlyDictionary<string, ISubscription> Subscriptions => engine.Subscriptions;

    public ValueTask<AppendResult> AppendAsync(
        StreamId stream, object message, ExpectedNumber expected = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return engine.AppendAsync(calls, stream, [message], expected, cancellationToken);
    }

    public ValueTask<AppendResult> AppendAsync(
        StreamId stream,
        IReadOnlyList<object> messages,
        ExpectedNumber expected = default,
        CancellationToken cancellationToken = default) =>
        engine.AppendAsync(calls, stream, messages, expected, cancellationToken);

    public ValueTask<CommandResult<TCommand>> ExecuteAsync<TCommand>(
        StreamId stream, Func<TCommand> createCommand, CancellationToken cancellationToken = default)
        where TCommand : ICommandHandler =>
        engine.ExecuteAsync(calls, stream, createCommand, null, cancellationToken);

    public ValueTask<CommandResult<TCommand>> ExecuteAsync<TCommand>(
        StreamId stream, Func<TCommand> createCommand, CommandOptions options, CancellationToken cancellationToken = default)
        where TCommand : ICommandHandler =>
        engine.ExecuteAsync(calls, stream, createCommand, options, cancellationToken);

    public ValueTask<CommandOutcome<TResult>> ExecuteAsync<TProjection, TResult>(
        StreamId stream,
        Func<TProjection> createProjection,
        Func<TProjection, CancellationToken, ValueTask<Decision<TResult>>> decide,
        CommandOptions? options = null,
        CancellationToken cancellationToken = default)
        where TProjection : IMessageHandler =>
        engine.ExecuteAsync(calls, stream, createProjection, decide, options, cancellationToken);

    public ValueTask<TResult> ExecuteTogetherAsync<TResult>(
        Func<CancellationToken, ValueTask<TResult>> work, CancellationToken cancellationToken = default) =>
        engine.ExecuteTogetherAsync(calls, work, cancellationToken);

    public async ValueTask<TProjection> ProjectAsync<TProjection>(
        StreamId stream, TProjection projection, CancellationToken cancellationToken = default)
        where TProjection : IMessageHandler
    {
        await engine.FoldAsync(calls, stream, projection, cancellationToken).ConfigureAwait(false);
        return projection;
    }

    public ValueTask<Snapshot?> SaveSnapshotAsync<TProjection>(
        StreamId stream, TProjection projection, CancellationToken cancellationToken = default)
        where TProjection : IMessageHandler, INamedSnapshot =>
        engine.SaveSnapshotAsync(calls, stream, projection, cancellationToken);

    public ValueTask DeleteSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken = default) =>
        engine.DeleteSnapshotAsync(calls, stream, name, cancellationToken);

    public IStream Stream(StreamId id) => engine.Stream(calls, id);

    public IAsyncEnumerable<Message> ReadAsync(
        StreamId source, ReadOptions? options = null, CancellationToken cancellationToken = default) =>
        engine.ReadAsync(calls, source, options, cancellationToken);

    public IPo Join(DbTransaction transaction) => engine.Join(transaction);

    public ValueTask WaitForAsync(
        string subscriptionId, long globalNumber, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        engine.WaitForAsync(subscriptionId, globalNumber, timeout, cancellationToken);

    public ValueTask<ISubscription> SubscribeAsync(
        string subscriptionId,
        StreamId source,
        IMessageHandler handler,
        SubscriptionOptions? options = null,
        CancellationToken cancellationToken = default) =>
        engine.SubscribeAsync(subscriptionId, source, handler, options, cancellationToken);

    public ValueTask<IRebuild> RebuildAsync(
        string subscriptionId, RebuildOptions options, CancellationToken cancellationToken = default) =>
        engine.RebuildAsync(subscriptionId, options, cancellationToken);
}
