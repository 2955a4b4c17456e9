using System.Data.Common;

namespace Po;

/// <summary>Message streams: append to them, read them, project them, run commands on them, subscribe to them.</summary>
/// <remarks>
/// <para>Thread safe, one instance for each store. Inside a subscription's handler every call runs in the handler's transaction: what
/// is appended there is stored together with the subscription's position, or not at all. In an ambient transaction
/// (<c>TransactionScope</c>) what is appended is stored with it or not at all, or refused by a store that cannot do so:
/// <see cref="StoreCapabilities.AmbientTransactions"/>. <see cref="Join"/> is for any other transaction of the application.</para>
/// <para>A token that is cancelled after an append was stored does not turn it into a failure.</para>
/// </remarks>
public interface IPo
{
    /// <summary>The subscriptions of this process by id: the configured ones, and those of <see cref="SubscribeAsync"/> until they are disposed.</summary>
    IReadOnlyDictionary<string, ISubscription> Subscriptions { get; }

    /// <summary>Appends one message.</summary>
    /// <param name="stream">The exact stream.</param>
    /// <param name="message">Data of a registered type, or <see cref="NewMessage"/> around it.</param>
    /// <param name="expected">What the stream must look like; nothing in particular by default.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The number and global number of the message.</returns>
    /// <exception cref="WriteConflictException">The stream is not what was expected; nothing was stored.</exception>
    /// <exception cref="DuplicateMessageIdException">The id of the message is already that of another message; nothing was stored.</exception>
    /// <exception cref="UnknownMessageTypeException">The type is not registered.</exception>
    /// <exception cref="LimitExceededException">The message is larger than the options allow.</exception>
    /// <exception cref="TransactionRefusedException">There is an ambient transaction that the store cannot take part in.</exception>
    ValueTask<AppendResult> AppendAsync(
        StreamId stream, object message, ExpectedNumber expected = default, CancellationToken cancellationToken = default);

    /// <summary>Appends messages to one stream: all of them, next to each other, or none.</summary>
    /// <param name="stream">The exact stream.</param>
    /// <param name="messages">Data of registered types, or <see cref="NewMessage"/> around it; at least one.</param>
    /// <param name="expected">What the stream must look like; nothing in particular by default.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The numbers and global numbers of the messages, in order.</returns>
    /// <inheritdoc cref="AppendAsync(StreamId, object, ExpectedNumber, CancellationToken)" path="/exception"/>
    ValueTask<AppendResult> AppendAsync(
        StreamId stream,
        IReadOnlyList<object> messages,
        ExpectedNumber expected = default,
        CancellationToken cancellationToken = default);

    /// <summary>Runs a command: builds its state from the stream, lets it decide, appends what it decided on top of what it has seen.</summary>
    /// <typeparam name="TCommand">The command.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="createCommand">
    /// Makes the command. Called anew for each attempt: a conflict is retried from a fresh instance, because state that an earlier
    /// attempt has built cannot be trusted to be reset by hand.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The instance that succeeded, and where its messages were put.</returns>
    /// <exception cref="WriteConflictException">Others were faster at every attempt; nothing of this command was stored.</exception>
    ValueTask<CommandResult<TCommand>> ExecuteAsync<TCommand>(
        StreamId stream, Func<TCommand> createCommand, CancellationToken cancellationToken = default)
        where TCommand : ICommandHandler;

    /// <summary>Runs a command that may be sent again.</summary>
    /// <typeparam name="TCommand">The command.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="createCommand">Makes the command, anew for each attempt.</param>
    /// <param name="options">The identity of the command.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// The instance that succeeded, and where its messages were put; of a command that was carried out before, an instance that was handed every
    /// message, those of the first one included, and has not decided, and where the messages of the first one are.
    /// </returns>
    /// <exception cref="WriteConflictException">Others were faster at every attempt; nothing of this command was stored.</exception>
    /// <exception cref="DuplicateMessageIdException">The id of the command is that of a message in another stream.</exception>
    /// <exception cref="ArgumentException">The command has an id, and a message of it another one of its own.</exception>
    ValueTask<CommandResult<TCommand>> ExecuteAsync<TCommand>(
        StreamId stream, Func<TCommand> createCommand, CommandOptions options, CancellationToken cancellationToken = default)
        where TCommand : ICommandHandler;

    /// <summary>Runs a command that is a function: builds a state from the stream, lets the function decide, appends what it decided on top of what was seen.</summary>
    /// <typeparam name="TProjection">Builds the state.</typeparam>
    /// <typeparam name="TResult">What the command returns.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="createProjection">Makes the projection, anew for each attempt; if it is an <see cref="INamedSnapshot"/> it starts from its snapshot.</param>
    /// <param name="decide">Decides, at each attempt anew; so it has no effects of its own.</param>
    /// <param name="options">The identity of the command, if it may be sent again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What has become of the command: a rejection is returned, not thrown, and is not tried again.</returns>
    /// <remarks>
    /// <para>A <see cref="Fold{TState}"/> spares the projection: <see cref="CommandExtensions"/>.</para>
    /// <para>A conflict is tried again from a fresh state, after a random wait that grows; in a transaction at once.</para>
    /// </remarks>
    /// <exception cref="WriteConflictException">Others were faster at every attempt; nothing of this command was stored.</exception>
    /// <exception cref="DuplicateMessageIdException">The id of the command is that of a message in another stream.</exception>
    /// <exception cref="ArgumentException">The command has an id, and a message of it another one of its own.</exception>
    ValueTask<CommandOutcome<TResult>> ExecuteAsync<TProjection, TResult>(
        StreamId stream,
        Func<TProjection> createProjection,
        Func<TProjection, CancellationToken, ValueTask<Decision<TResult>>> decide,
        CommandOptions? options = null,
        CancellationToken cancellationToken = default)
        where TProjection : IMessageHandler;

    /// <summary>Executes what changes several streams in one transaction: all of it is stored, or nothing.</summary>
    /// <typeparam name="TResult">What the work returns.</typeparam>
    /// <param name="work">
    /// Appends, runs commands, reads. Everything that it does through <see cref="IPo"/> takes part, at whatever depth, and sees what has been appended.
    /// </param>
    /// <param name="cancellationToken">Gives up; what was stored already still reports success.</param>
    /// <returns>What the work has returned, once everything is stored; or a <see cref="CommandOutcome"/> that was rejected, and then nothing is stored.</returns>
    /// <remarks>
    /// <para>A conflict, a deadlock, a store that is busy or away for a moment: the work runs again from the beginning, as often as a command is
    /// tried again. That is a <see cref="WriteConflictException"/> of any stream, and whatever is transient by <see cref="IStore.IsTransient"/>, as it was
    /// thrown: caught, or wrapped in another exception, it is not known for that. So the work has no effects elsewhere. Others see nothing before the commit; subscriptions are woken after it.</para>
    /// <para>In a handler, inside of other work that is executed together, in an ambient transaction and through <see cref="Join"/> it takes part in
    /// the transaction that is there, which alone ends it. There it is not run again, and being rejected after it has appended is an exception. Such a part
    /// that fails after it has appended keeps what is around it from being stored, even if somebody catches the failure; only a transaction that was
    /// joined is left to the application, who has to roll it back.</para>
    /// </remarks>
    /// <exception cref="TransactionRefusedException">The store lacks <see cref="StoreCapabilities.MultipleStreams"/>.</exception>
    /// <exception cref="WriteConflictException">Others were faster at every attempt; nothing was stored.</exception>
    /// <exception cref="OutcomeUnknownException">
    /// The store has not answered the commit, and afterwards could not be asked for 30 s, or has refused to answer. Never tried again, since it may be
    /// stored.
    /// </exception>
    ValueTask<TResult> ExecuteTogetherAsync<TResult>(
        Func<CancellationToken, ValueTask<TResult>> work, CancellationToken cancellationToken = default);

    /// <summary>Hands every message of a stream, a group or the store to a projection, in order.</summary>
    /// <typeparam name="TProjection">The projection.</typeparam>
    /// <param name="stream">The stream, group or <see cref="StreamId.All"/>.</param>
    /// <param name="projection">A fresh projection; if it is an <see cref="INamedSnapshot"/> it starts from its snapshot.</param>
    /// <param name="cancellationToken">Gives up; the projection may then have seen a part.</param>
    /// <returns>The projection.</returns>
    /// <exception cref="UnknownMessageTypeException">A message is of a type that is not registered.</exception>
    /// <exception cref="MessageVersionException">A message is of a newer version than the one that is registered.</exception>
    /// <exception cref="MessageFormatException">A message does not fit its registered type.</exception>
    /// <exception cref="UpcastException">An upcaster has failed.</exception>
    ValueTask<TProjection> ProjectAsync<TProjection>(
        StreamId stream, TProjection projection, CancellationToken cancellationToken = default)
        where TProjection : IMessageHandler;

    /// <summary>Projects as <see cref="ProjectAsync"/> does and saves a snapshot of the state, whatever the policy says.</summary>
    /// <remarks>
    /// <para>It is stored when this returns, and unlike snapshots that are saved by policy it fails loudly. Inside a subscription's handler, and of what is
    /// executed together, it is kept back until the transaction has committed, and then takes its turn behind the others: it may hold what was
    /// appended there, and is given up with a rollback.</para>
    /// <para>Of a group, or of <see cref="StreamId.All"/>, it holds everything up to the horizon, which is <see cref="Snapshot.GlobalNumber"/>: messages that
    /// an open transaction may still come before are folded by the next one. Its <see cref="Snapshot.Number"/> counts what was appended to the id
    /// of the group itself.</para>
    /// </remarks>
    /// <typeparam name="TProjection">The projection.</typeparam>
    /// <param name="stream">The stream, group or <see cref="StreamId.All"/>.</param>
    /// <param name="projection">A fresh projection.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// What was saved, or is to be after the commit, unless somebody else has saved a newer one; null if the stream, or for a group the whole store, has
    /// no messages, so that there is nothing to save.
    /// </returns>
    /// <exception cref="PoConfigurationException">There is no serializer for state, so that no snapshots are kept.</exception>
    /// <exception cref="NotSupportedException">The serializer refuses the state, because it would not come back whole.</exception>
    /// <exception cref="TransactionRefusedException">
    /// The call is made in a transaction of the application, whose outcome nobody tells: save after it.
    /// </exception>
    ValueTask<Snapshot?> SaveSnapshotAsync<TProjection>(
        StreamId stream, TProjection projection, CancellationToken cancellationToken = default)
        where TProjection : IMessageHandler, INamedSnapshot;

    /// <summary>Deletes a snapshot of projections and commands, stored, kept in this process, or about to be written by it.</summary>
    /// <remarks>
    /// Nothing changes but the time that the next fold takes. Inside a subscription's handler, and of what is executed together, it is part of the
    /// transaction; what this process has kept, or was about to write, is dropped once that has committed.
    /// </remarks>
    /// <param name="stream">The stream, group or <see cref="StreamId.All"/>.</param>
    /// <param name="name"><see cref="INamedSnapshot.SnapshotName"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TransactionRefusedException">The call is made in a transaction of the application: delete before or after it.</exception>
    ValueTask DeleteSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken = default);

    /// <summary>A view of one stream with optimistic locking.</summary>
    /// <param name="id">The stream; for an id without an entity reading sees the whole group.</param>
    IStream Stream(StreamId id);

    /// <summary>Reads messages, page by page as they are asked for.</summary>
    /// <param name="source">A stream, by numbers; a group or <see cref="StreamId.All"/>, by global numbers.</param>
    /// <param name="options">Direction, start and limit; everything forward by default.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>The messages, in order; a forward read ends with the last one that was there when it got to the end.</returns>
    /// <exception cref="UnknownMessageTypeException">A message is of a type that is not registered.</exception>
    /// <exception cref="MessageVersionException">A message is of a newer version than the one that is registered.</exception>
    /// <exception cref="MessageFormatException">A message does not fit its registered type.</exception>
    /// <exception cref="UpcastException">An upcaster has failed.</exception>
    IAsyncEnumerable<Message> ReadAsync(
        StreamId source, ReadOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>The same streams inside a transaction that the application has begun on a connection of its own, and ends itself.</summary>
    /// <param name="transaction">
    /// An open transaction of the store's driver on the database of the store: an <c>NpgsqlTransaction</c>, an <c>SqliteTransaction</c>; with EF
    /// Core <c>db.Database.CurrentTransaction!.GetDbTransaction()</c>.
    /// </param>
    /// <returns>
    /// A view whose appends, commands, projections and reads run in the transaction. What it appends is stored with the application's commit, or
    /// not at all. It subscribes outside of the transaction, as this does.
    /// </returns>
    /// <remarks>
    /// <para>Use the view, and the transaction's connection, one call at a time, and not after the transaction has ended. After a rollback to a
    /// savepoint take new views of streams: an <see cref="IStream"/> stays locked to a number that is gone, and conflicts. An append that
    /// ends in an exception of Po leaves the transaction usable; after any other exception roll it back.</para>
    /// <para>Subscriptions are woken when the connection is closed, and otherwise find the messages by polling.</para>
    /// </remarks>
    /// <exception cref="TransactionRefusedException">The store cannot work in this transaction; the message says why.</exception>
    /// <exception cref="ArgumentException">The transaction has ended.</exception>
    IPo Join(DbTransaction transaction);

    /// <summary>Waits until a subscription has handled a message, in whichever process it runs: what it has written can be read then.</summary>
    /// <remarks>
    /// Where the subscription runs in this process it tells by itself; of one in another process the stored position is looked at, every 5 to
    /// 100 ms. A message that does not concern the subscription is passed at the latest after
    /// <see cref="SubscriptionOptions.MaxPollInterval"/>. One whose stream is parked counts as passed. What was appended in a transaction of the
    /// application, joined or ambient, is waited for after its commit: inside of it the time would be over first.
    /// </remarks>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="globalNumber">For example <see cref="AppendResult.LastGlobalNumber"/>.</param>
    /// <param name="timeout">The longest to wait; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TimeoutException">The time was over first; the message says how far the subscription is.</exception>
    /// <exception cref="SubscriptionFaultedException">The subscription is paused, or has paused while waiting.</exception>
    /// <exception cref="InvalidOperationException">
    /// A handler waits for its own subscription; or the call is made in a handler, or in what is executed together, for what was appended there.
    /// </exception>
    ValueTask WaitForAsync(
        string subscriptionId, long globalNumber, TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Starts a subscription now, in this process, until it is disposed.</summary>
    /// <param name="subscriptionId">The stable name under which the position is kept; another name is a replay from the start.</param>
    /// <param name="source">A stream, a group or <see cref="StreamId.All"/>.</param>
    /// <param name="handler">Handles the messages; the same instance for the life of the subscription.</param>
    /// <param name="options">How to work; the configured defaults if null.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>The running subscription; disposing it lets the message in flight end and stops.</returns>
    /// <exception cref="PoConfigurationException">A subscription of that id is already running in this process.</exception>
    ValueTask<ISubscription> SubscribeAsync(
        string subscriptionId,
        StreamId source,
        IMessageHandler handler,
        SubscriptionOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Builds the content of a subscription anew beside the live one, and puts it in its place in one transaction.</summary>
    /// <remarks>
    /// <para>The handler is run once more from the start, with <see cref="ISubscriptionContext.Target"/> saying where to write, while the live subscription
    /// goes on. Near the end one transaction locks the live position, hands over what is left, calls <see cref="RebuildOptions.Switch"/> and lets
    /// the live subscription go on from there: each message is in the content exactly once, before, in and after it. Messages that the live
    /// subscription has parked or skipped are handed over like any other, and stay parked no longer.</para>
    /// <para>The rebuild is stored as a subscription named <c>subscription~target</c>. After a crash the same call goes on where it was; several
    /// processes that call it share one rebuild. A call for a target that was switched to already returns a completed rebuild. A failing message
    /// is tried as often as the subscription tries it; then the rebuild pauses. Nothing of the live subscription changes before the switch.</para>
    /// </remarks>
    /// <param name="subscriptionId">A subscription of this process; or one that <paramref name="options"/> describe.</param>
    /// <param name="options">What to build, and how.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>The running rebuild; disposing it stops it.</returns>
    /// <exception cref="RebuildRefusedException">
    /// The subscription is detached or split into partitions, its handler is marked with <see cref="OutsideEffectsAttribute"/> or keeps state (<see cref="INamedSnapshot"/>), it is
    /// unknown here, or this target is being built here already.
    /// </exception>
    /// <exception cref="PoConfigurationException">The options are out of range.</exception>
    ValueTask<IRebuild> RebuildAsync(
        string subscriptionId, RebuildOptions options, CancellationToken cancellationToken = default);
}
