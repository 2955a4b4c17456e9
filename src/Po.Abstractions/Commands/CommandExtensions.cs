namespace Po;

/// <summary>Commands as functions: a <see cref="Fold{TState}"/> builds the state, another function decides on it.</summary>
public static class CommandExtensions
{
    /// <summary>Runs a command: builds the state from the stream, lets a function decide, appends what it decided on top of what it has seen.</summary>
    /// <typeparam name="TState">The state.</typeparam>
    /// <typeparam name="TResult">What the command returns.</typeparam>
    /// <param name="po">The streams.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="fold">Builds the state.</param>
    /// <param name="decide">Decides, at each attempt anew.</param>
    /// <param name="options">The identity of the command, if it may be sent again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <inheritdoc cref="IPo.ExecuteAsync{TProjection, TResult}" path="/returns|/exception|/remarks"/>
    public static ValueTask<CommandOutcome<TResult>> ExecuteAsync<TState, TResult>(
        this IPo po,
        StreamId stream,
        Fold<TState> fold,
        Func<TState, Decision<TResult>> decide,
        CommandOptions? options = null,
        CancellationToken cancellationToken = default)
        where TState : notnull
    {
        ArgumentNullException.ThrowIfNull(decide);
        return po.ExecuteAsync(stream, fold, (state, _) => ValueTask.FromResult(decide(state)), options, cancellationToken);
    }

    /// <inheritdoc cref="ExecuteAsync{TState, TResult}(IPo, StreamId, Fold{TState}, Func{TState, Decision{TResult}}, CommandOptions, CancellationToken)"/>
    public static ValueTask<CommandOutcome<TResult>> ExecuteAsync<TState, TResult>(
        this IPo po,
        StreamId stream,
        Fold<TState> fold,
        Func<TState, CancellationToken, ValueTask<Decision<TResult>>> decide,
        CommandOptions? options = null,
        CancellationToken cancellationToken = default)
        where TState : notnull
    {
        ArgumentNullException.ThrowIfNull(po);
        ArgumentNullException.ThrowIfNull(fold);
        ArgumentNullException.ThrowIfNull(decide);
        return po.ExecuteAsync(stream, fold.Start, (projection, token) => decide(projection.State, token), options, cancellationToken);
    }

    /// <summary>Runs a command that returns nothing but what has become of it.</summary>
    /// <inheritdoc cref="ExecuteAsync{TState, TResult}(IPo, StreamId, Fold{TState}, Func{TState, Decision{TResult}}, CommandOptions, CancellationToken)"/>
    public static ValueTask<CommandOutcome> ExecuteAsync<TState>(
        this IPo po,
        StreamId stream,
        Fold<TState> fold,
        Func<TState, Decision> decide,
        CommandOptions? options = null,
        CancellationToken cancellationToken = default)
        where TState : notnull
    {
        ArgumentNullException.ThrowIfNull(decide);
        return po.ExecuteAsync(stream, fold, (state, _) => ValueTask.FromResult(decide(state)), options, cancellationToken);
    }

    /// <summary>Runs a command that returns nothing but what has become of it.</summary>
    /// <inheritdoc cref="ExecuteAsync{TState, TResult}(IPo, StreamId, Fold{TState}, Func{TState, Decision{TResult}}, CommandOptions, CancellationToken)"/>
    public static async ValueTask<CommandOutcome> ExecuteAsync<TState>(
        this IPo po,
        StreamId stream,
        Fold<TState> fold,
        Func<TState, CancellationToken, ValueTask<Decision>> decide,
        CommandOptions? options = null,
        CancellationToken cancellationToken = default)
        where TState : notnull
    {
        ArgumentNullException.ThrowIfNull(decide);
        return await po.ExecuteAsync(
            stream,
            fold,
            async (state, token) => (await decide(state, token).ConfigureAwait(false)).Returning(true),
            options,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Builds a state from every message of a stream, a group or the store.</summary>
    /// <typeparam name="TState">The state.</typeparam>
    /// <param name="po">The streams.</param>
    /// <param name="stream">The stream, group or <see cref="StreamId.All"/>.</param>
    /// <param name="fold">Builds the state; from its snapshot on, if it has one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The state; the initial one if there is no message.</returns>
    public static async ValueTask<TState> ProjectAsync<TState>(
        this IPo po, StreamId stream, Fold<TState> fold, CancellationToken cancellationToken = default)
        where TState : notnull
    {
        ArgumentNullException.ThrowIfNull(po);
        ArgumentNullException.ThrowIfNull(fold);
        return (await po.ProjectAsync(stream, fold.Start(), cancellationToken).ConfigureAwait(false)).State;
    }

    /// <summary>Executes together what returns nothing.</summary>
    /// <param name="po">The streams.</param>
    /// <param name="work">Appends, runs commands, reads.</param>
    /// <param name="cancellationToken">Gives up; what was stored already still reports success.</param>
    /// <inheritdoc cref="IPo.ExecuteTogetherAsync{TResult}" path="/remarks|/exception"/>
    public static async ValueTask ExecuteTogetherAsync(
        this IPo po, Func<CancellationToken, ValueTask> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(po);
        ArgumentNullException.ThrowIfNull(work);
        await po.ExecuteTogetherAsync(
            async token =>
            {
                await work(token).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }
}
