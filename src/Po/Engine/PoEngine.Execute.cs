namespace Po;

public sealed partial class PoEngine
{
    /// <inheritdoc/>
    public ValueTask<CommandResult<TCommand>> ExecuteAsync<TCommand>(
        StreamId stream, Func<TCommand> createCommand, CancellationToken cancellationToken = default)
        where TCommand : ICommandHandler =>
        ExecuteAsync(AmbientCalls(), stream, createCommand, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<TProjection> ProjectAsync<TProjection>(
        StreamId stream, TProjection projection, CancellationToken cancellationToken = default)
        where TProjection : IMessageHandler
    {
        await FoldAsync(AmbientCalls(), stream, projection, cancellationToken).ConfigureAwait(false);
        return projection;
    }

    internal async ValueTask<CommandResult<TCommand>> ExecuteAsync<TCommand>(
        ICallTransaction? within, StreamId stream, Func<TCommand> createCommand, CancellationToken cancellationToken)
        where TCommand : ICommandHandler
    {
        RefuseDefault(stream, nameof(stream));
        ArgumentNullException.ThrowIfNull(createCommand);
        for (var retriesLeft = _options.CommandRetries; ; retriesLeft--)
        {
            try
            {
                return await TryExecuteAsync(within, stream, createCommand(), cancellationToken).ConfigureAwait(false);
            }
            catch (WriteConflictException e) when (retriesLeft > 0 && e.Stream == stream)
            {
                // Somebody was faster. The next attempt builds its state anew on a new instance.
            }
        }
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
        ICallTransaction? within, StreamId stream, TCommand command, CancellationToken cancellationToken)
        where TCommand : ICommandHandler
    {
        var size = await FoldAsync(within, stream, command, cancellationToken).ConfigureAwait(false);
        var appender = new TransactionAppender(_registry, size);
        await command.ExecuteAsync(appender, cancellationToken).ConfigureAwait(false);
        var appended = appender.Messages.Count == 0
            ? new AppendResult { Stream = stream, LastNumber = size, GlobalNumbers = [] }
            : await AppendAsync(within, stream, appender.Messages, ExpectedNumber.Exactly(size), cancellationToken)
                .ConfigureAwait(false);
        return new CommandResult<TCommand> { Command = command, Appended = appended };
    }
}
