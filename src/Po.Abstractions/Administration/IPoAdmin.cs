namespace Po;

/// <summary>What an operator may see and do of the subscriptions of a store, whichever processes run them.</summary>
/// <remarks>
/// <para>Thread safe. Each action takes effect, with its audit entry, in one transaction that has locked the subscription: once the call has
/// returned, no worker anywhere goes on as before. It waits for the transaction that a worker is in, and may then be refused with
/// <see cref="StoreBusyException"/>; nothing is done then. Workers that rest are told. A detached worker, which
/// locks nothing while its handler works, first ends what it has in hand: one message, and those of its
/// <see cref="SubscriptionOptions.TransactionTime"/>.</para>
/// <para>An action on a subscription that is split concerns each of its partitions, one after the other, each in a transaction of its own; each
/// can also be named alone, as in <c>name[3/8]</c>. Under the name itself is stored where it was split.</para>
/// <para>A subscription that the store knows nothing of is refused with <see cref="SubscriptionNotFoundException"/>.</para>
/// </remarks>
public interface IPoAdmin
{
    /// <summary>Who acts, for the audit.</summary>
    /// <value>By default the user and the machine that the process runs as and on.</value>
    string Actor { get; }

    /// <summary>The same for somebody else.</summary>
    /// <param name="actor">Who acts: 1 to 200 characters.</param>
    IPoAdmin As(string actor);

    /// <summary>Every subscription about which anything is stored, by id.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<StoredSubscription>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>What is stored about one subscription; null if nothing is.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<StoredSubscription?> FindAsync(string subscriptionId, CancellationToken cancellationToken = default);

    /// <summary>The parked messages of a subscription, in the order of their global numbers, partition after partition, read page by page.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="stream">Only those of this stream; of every stream if null.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    IAsyncEnumerable<ParkedMessage> ReadParkedAsync(
        string subscriptionId, StreamId? stream = null, CancellationToken cancellationToken = default);

    /// <summary>What was done to subscriptions, the newest first, read page by page.</summary>
    /// <param name="subscriptionId">Only what was done to this one; to all if null.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    IAsyncEnumerable<AuditEntry> ReadAuditAsync(string? subscriptionId = null, CancellationToken cancellationToken = default);

    /// <summary>Lets the subscription stand still in every process until it is resumed; it stays so over restarts.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="reason">Why, for the status and the audit.</param>
    /// <param name="cancellationToken">Gives up waiting; nothing is done then.</param>
    ValueTask PauseAsync(string subscriptionId, string reason = "", CancellationToken cancellationToken = default);

    /// <summary>Lets a paused subscription go on; a message that has failed gets all its attempts again.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="reason">Why, for the audit.</param>
    /// <param name="cancellationToken">Gives up waiting; nothing is done then.</param>
    ValueTask ResumeAsync(string subscriptionId, string reason = "", CancellationToken cancellationToken = default);

    /// <summary>Gives the message that fails all its attempts again; resumes a subscription that is paused because of it.</summary>
    /// <remarks>A worker that waits out a back-off notices when that is over, after <see cref="SubscriptionOptions.MaxRetryDelay"/> at most.</remarks>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="reason">Why, for the audit.</param>
    /// <param name="cancellationToken">Gives up waiting; nothing is done then.</param>
    /// <exception cref="AdministrationException">Nothing fails.</exception>
    ValueTask RetryAsync(string subscriptionId, string reason = "", CancellationToken cancellationToken = default);

    /// <summary>Passes over the message that fails: this subscription never handles it. Resumes a subscription that is paused because of it.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="globalNumber">The message, so that no other one is passed over by mistake.</param>
    /// <param name="reason">Why, for the audit.</param>
    /// <param name="cancellationToken">Gives up waiting; nothing is done then.</param>
    /// <exception cref="AdministrationException">It is not the message that fails.</exception>
    ValueTask SkipAsync(
        string subscriptionId, long globalNumber, string reason = "", CancellationToken cancellationToken = default);

    /// <summary>Asks for parked messages to be handed over again, in order; a stream whose messages all succeed is parked no longer.</summary>
    /// <remarks>
    /// The worker does so between its pages, one attempt for each message. One that fails stays parked with its new error, and so does what
    /// comes after it in its stream.
    /// </remarks>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="stream">Those of this stream; all if null.</param>
    /// <param name="reason">Why, for the audit.</param>
    /// <param name="cancellationToken">Gives up waiting; nothing is done then.</param>
    /// <returns>How many messages are to be handed over.</returns>
    ValueTask<long> ReplayParkedAsync(
        string subscriptionId, StreamId? stream = null, string reason = "", CancellationToken cancellationToken = default);

    /// <summary>Gives parked messages up: this subscription never handles them.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="stream">Their stream.</param>
    /// <param name="globalNumber">Only this one of them; all of the stream if null.</param>
    /// <param name="reason">Why, for the audit.</param>
    /// <param name="cancellationToken">Gives up waiting; nothing is done then.</param>
    /// <returns>How many were given up.</returns>
    ValueTask<long> DropParkedAsync(
        string subscriptionId,
        StreamId stream,
        long? globalNumber = null,
        string reason = "",
        CancellationToken cancellationToken = default);

    /// <summary>Moves the position: backwards, messages come again; forwards, they are passed over.</summary>
    /// <remarks>Parked messages beyond the new position are taken out, since they come again; earlier ones stay. What fails is forgotten.</remarks>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="position">The global number after which to go on; not beyond the horizon.</param>
    /// <param name="reason">Why, for the audit.</param>
    /// <param name="cancellationToken">Gives up waiting; nothing is done then.</param>
    /// <exception cref="AdministrationException">The store has not got that far.</exception>
    ValueTask MoveAsync(
        string subscriptionId, long position, string reason = "", CancellationToken cancellationToken = default);

    /// <summary>Lets the subscription start again from the beginning; nothing stays parked, and what fails is forgotten.</summary>
    /// <remarks>A live worker goes on at once. Rows that its handler has written are the application's to remove.</remarks>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="reason">Why, for the audit.</param>
    /// <param name="cancellationToken">Gives up waiting; nothing is done then.</param>
    ValueTask ResetAsync(string subscriptionId, string reason = "", CancellationToken cancellationToken = default);

    /// <summary>Removes what is stored about a subscription that is no longer in use. A worker that still runs begins anew.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="reason">Why, for the audit.</param>
    /// <param name="cancellationToken">Gives up waiting; nothing is done then.</param>
    ValueTask DeleteAsync(string subscriptionId, string reason = "", CancellationToken cancellationToken = default);

    /// <summary>Splits a subscription into another number of partitions, or puts it together again.</summary>
    /// <remarks>
    /// <para>The partitions go on to where the first of them is, pause there by themselves, and the new ones begin at that place: nothing is left out and
    /// nothing handled twice, whatever ends in between. Running workers have to get there, so the call waits for them; workers go on with the new number by
    /// themselves. Parked messages go with the partition of their stream.</para>
    /// <para>If the call ends early the subscription stays where it is to be split; call it again with the same number or another one. With the number
    /// that it has already it removes only what an interrupted call has left.</para>
    /// </remarks>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="partitions">From 1, not split, to 1,024.</param>
    /// <param name="reason">Why, for the audit.</param>
    /// <param name="cancellationToken">Gives up waiting; the subscription stays where it is to be split.</param>
    /// <exception cref="AdministrationException">
    /// A partition is paused; or messages are parked although <see cref="SubscriptionOptions.PartitionBy"/> decides about the partition; or somebody else
    /// has split it meanwhile.
    /// </exception>
    ValueTask RepartitionAsync(
        string subscriptionId, int partitions, string reason = "", CancellationToken cancellationToken = default);
}
