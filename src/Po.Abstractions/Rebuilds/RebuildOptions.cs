namespace Po;

/// <summary>What a rebuild builds, and how.</summary>
public sealed class RebuildOptions
{
    /// <summary>A name for the new content, which the handler finds in <see cref="ISubscriptionContext.Target"/>: a table, a version.</summary>
    /// <value>
    /// At least 1 character, none of them a control character; together with the id of the subscription at most 199. A name is good for one rebuild of
    /// a subscription: once it has been switched to, asking for it again does nothing.
    /// </value>
    public required string Target { get; init; }

    /// <summary>Makes an empty target, in the first transaction of the rebuild.</summary>
    /// <value>
    /// Null, the default, if there is nothing to make. Called once; again only if the transaction was not committed, or if somebody has
    /// deleted the stored rebuild in order to begin anew. So remove first what may be left of an earlier one.
    /// </value>
    public Func<ISubscriptionContext, CancellationToken, ValueTask>? Prepare { get; init; }

    /// <summary>Puts the target in the place of the live content: renames tables, or moves a pointer.</summary>
    /// <remarks>
    /// Called in the transaction that hands over the last messages, while no process works on the live subscription. Do it through
    /// <see cref="ISubscriptionContext.GetTransactionAsync"/>, and be quick: the live subscription waits. Called again if the transaction could not
    /// be committed.
    /// </remarks>
    public required Func<ISubscriptionContext, CancellationToken, ValueTask> Switch { get; init; }

    /// <summary>The most messages read at once.</summary>
    /// <value>From 1 to 10,000; that of the subscription if null, the default.</value>
    public int? PageSize { get; init; }

    /// <summary>After this time a transaction of the rebuild is committed, and others get their turn.</summary>
    /// <value>At least 1 ms; 100 ms by default. On SQLite other writers wait for so long at most, and for one message at least.</value>
    public TimeSpan TransactionTime { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The global number after which to begin.</summary>
    /// <value>
    /// Null, the default, begins where the options of the subscription say. Needed for one that has begun with <see cref="StartFrom.Now"/>.
    /// </value>
    public long? StartAfter { get; init; }

    /// <summary>Makes the handler for each transaction, if it is not to be that of the subscription in this process.</summary>
    /// <value>Null by default.</value>
    public Func<ISubscriptionContext, IMessageHandler>? CreateHandler { get; init; }

    /// <summary>What the subscription reads, if it does not run in this process: then with <see cref="CreateHandler"/>.</summary>
    /// <value>Null by default.</value>
    public StreamId? Source { get; init; }

    /// <summary>How the subscription works, filters included, if it does not run in this process.</summary>
    /// <value>Null by default: the defaults of the engine.</value>
    public SubscriptionOptions? SubscriptionOptions { get; init; }
}
