namespace Po;

public sealed partial class PoEngine
{
    /// <inheritdoc/>
    public ValueTask<CommandResult<TCommand>> ExecuteAsync<TCommand>(
        StreamId stream, Func<TCommand> createCommand, CancellationToken cancellationToken = default)
        where TCommand : ICommandHandler =>
        ExecuteAsync(AmbientCalls(), stream, createCommand, null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CommandResult<TCommand>> ExecuteAsync<TCommand>(
        StreamId stream, Func<TCommand> createCommand, CommandOptions options, CancellationToken cancellationToken = default)
        where TCommand : ICommandHandler =>
        ExecuteAsync(AmbientCalls(), stream, createCommand, options, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CommandOutcome<TResult>> ExecuteAsync<TProjection, TResult>(
        StreamId stream,
        Func<TProjection> createProjection,
        Func<TProjection, CancellationToken, ValueTask<Decision<TResult>>> decide,
        CommandOptions? options = null,
        CancellationToken cancellationToken = default)
        where TProjection : IMessageHandler =>
        ExecuteAsync(AmbientCalls(), stream, createProjection, decide, options, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<TProjection> ProjectAsync<TProjection>(
        StreamId stream, TProjection projection, CancellationToken cancellationToken = default)
        where TProjection : IMessageHandler
    {
        await FoldAsync(AmbientCalls(), stream, projection, cancellationToken).ConfigureAwait(false);
        return projection;
    }

    internal ValueTask<CommandResult<TCommand>> ExecuteAsync<TCommand>(
        ICallTransaction? within,
        StreamId stream,
        Func<TCommand> createCommand,
        CommandOptions? options,
        CancellationToken cancellationToken)
        where TCommand : ICommandHandler
    {
        RefuseDefault(stream, nameof(stream));
        ArgumentNullException.ThrowIfNull(createCommand);
        return RetryAsync(
            within,
            stream,
            () => TryExecuteAsync(within, stream, createCommand, options?.Id, cancellationToken),
            cancellationToken);
    }

    internal ValueTask<CommandOutcome<TResult>> ExecuteAsync<TProjection, TResult>(
        ICallTransaction? within,
        StreamId stream,
        Func<TProjection> createProjection,
        Func<TProjection, CancellationToken, ValueTask<Decision<TResult>>> decide,
        CommandOptions? options,
        CancellationToken cancellationToken)
        where TProjection : IMessageHandler
    {
        RefuseDefault(stream, nameof(stream));
        ArgumentNullException.ThrowIfNull(createProjection);
        ArgumentNullException.ThrowIfNull(decide);
        return RetryAsync(
            within,
            stream,
            () => TryExecuteAsync(within, stream, createProjection(), decide, options?.Id, cancellationToken),
            cancellationToken);
    }

    internal async ValueTask<long> FoldAsync(
        ICallTransaction? within, StreamId stream, IMessageHandler projection, CancellationToken cancellationToken)
    {
        RefuseDefault(stream, nameof(stream));
        ArgumentNullException.ThrowIfNull(projection);
        var view = await ViewAsync(within, cancellationToken).ConfigureAwait(false);
        var end = await _projector.ProjectAsync(view, stream, projection, cancellationToken).ConfigureAwait(false);
        return end.LastNumber;
    }

    private async ValueTask<CommandResult<TCommand>> TryExecuteAsync<TCommand>(
        ICallTransaction? within, StreamId stream, Func<TCommand> createCommand, Guid? id, CancellationToken cancellationToken)
        where TCommand : ICommandHandler
    {
        var command = createCommand();
        var size = await FoldAsync(within, stream, command, cancellationToken).ConfigureAwait(false);
        bool isFaithful;
        if (await FindRepetitionAsync(within, stream, id, cancellationToken).ConfigureAwait(false) is { } stored)
        {
            isFaithful = stored.Appended.LastNumber <= size;
        }
        else
        {
            var appender = new TransactionAppender(_registry, size);
            await command.ExecuteAsync(appender, cancellationToken).ConfigureAwait(false);
            stored = await AppendDecidedAsync(within, stream, size, appender.Messages, id, cancellationToken).ConfigureAwait(false);
            isFaithful = !stored.IsRepetition;
        }

        if (!isFaithful)
        {
            // It has not seen what is stored, and may have decided otherwise: the caller gets one that has seen it, and has decided nothing.
            command = createCommand();
            await FoldAsync(within, stream, command, cancellationToken).ConfigureAwait(false);
        }

        return new CommandResult<TCommand> { Command = command, Appended = stored.Appended, IsRepetition = stored.IsRepetition };
    }

    private async ValueTask<CommandOutcome<TResult>> TryExecuteAsync<TProjection, TResult>(
        ICallTransaction? within,
        StreamId stream,
        TProjection projection,
        Func<TProjection, CancellationToken, ValueTask<Decision<TResult>>> decide,
        Guid? id,
        CancellationToken cancellationToken)
        where TProjection : IMessageHandler
    {
        var size = await FoldAsync(within, stream, projection, cancellationToken).ConfigureAwait(false);
        if (await FindRepetitionAsync(within, stream, id, cancellationToken).ConfigureAwait(false) is { } before)
        {
            return new() { Appended = before.Appended, Repeated = before.Repeated, IsRepetition = true };
        }

        var decision = await decide(projection, cancellationToken).ConfigureAwait(false);
        if (!decision.IsAccepted)
        {
            return new() { Appended = StoredCommand.Nothing(stream, size).Appended, Rejections = decision.Rejections };
        }

        var stored = await AppendDecidedAsync(within, stream, size, decision.Messages, id, cancellationToken).ConfigureAwait(false);
        return stored.IsRepetition
            ? new() { Appended = stored.Appended, Repeated = stored.Repeated, IsRepetition = true }
            : new() { Appended = stored.Appended, Value = decision.Value };
    }
}
