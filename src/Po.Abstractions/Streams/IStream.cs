namespace Po;

/// <summary>A view of one stream that remembers how far it has read and appends only on top of that (optimistic locking).</summary>
/// <remarks>
/// <para>Thread safe: calls on one instance wait for each other. Two instances of the same stream know nothing of each other; that is
/// what the lock is for.</para>
/// <para>What it has seen in a handler, or in what is executed together, it has seen for good once that is stored. If it is rolled back, the next
/// attempt begins with what had been seen before. What was seen before stays a condition: work that decides on the stream projects it, at each
/// attempt anew. In a transaction that was joined, or an ambient one, nobody tells of a rollback: take a new view after it.</para>
/// </remarks>
public interface IStream
{
    /// <summary>The stream.</summary>
    StreamId Id { get; }

    /// <summary>
    /// The number that this view is locked to: of the last message that it has read or appended, 0 for a stream that was empty.
    /// Null as long as it has done neither.
    /// </summary>
    /// <remarks>For an id without an entity it is the number in the stream of exactly that id.</remarks>
    long? LockedNumber { get; }

    /// <summary>Appends messages on top of what this view has seen; without condition if it has seen nothing yet.</summary>
    /// <param name="messages">Data of registered types, or <see cref="NewMessage"/> around it; at least one.</param>
    /// <param name="cancellationToken">Gives up waiting; an append that was already stored still reports success.</param>
    /// <exception cref="WriteConflictException">Somebody else has appended since; this view stays locked to what it had seen.</exception>
    /// <exception cref="UnknownMessageTypeException">A message is of a type that is not registered.</exception>
    ValueTask<AppendResult> AppendAsync(IReadOnlyList<object> messages, CancellationToken cancellationToken = default);

    /// <summary>Runs a command as <see cref="IPo.ExecuteAsync{TCommand}(StreamId, Func{TCommand}, CancellationToken)"/> does and locks this view to what it has read and appended.</summary>
    /// <typeparam name="TCommand">The command.</typeparam>
    /// <param name="createCommand">Makes a new instance for each attempt.</param>
    /// <param name="cancellationToken">Gives up; an append that was already stored still reports success.</param>
    ValueTask<CommandResult<TCommand>> ExecuteAsync<TCommand>(
        Func<TCommand> createCommand, CancellationToken cancellationToken = default)
        where TCommand : ICommandHandler;

    /// <summary>Hands every message of the stream to a projection, from the first or from its snapshot, and locks this view to the last one.</summary>
    /// <typeparam name="TProjection">The projection.</typeparam>
    /// <param name="projection">A fresh projection; its state must not hold messages yet.</param>
    /// <param name="cancellationToken">Gives up; the view keeps the lock that it had.</param>
    /// <returns>The projection.</returns>
    ValueTask<TProjection> ProjectAsync<TProjection>(TProjection projection, CancellationToken cancellationToken = default)
        where TProjection : IMessageHandler;
}
