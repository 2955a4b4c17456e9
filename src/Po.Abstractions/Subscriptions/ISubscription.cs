namespace Po;

/// <summary>A subscription of this process, as far as this process knows.</summary>
/// <remarks>Thread safe. Disposing stops it gracefully and is safe to repeat; its position stays stored. A handler may dispose
/// of its own subscription: the call does not wait then, and no message follows.</remarks>
public interface ISubscription : IAsyncDisposable
{
    /// <summary>The stable name under which the position is kept.</summary>
    string Id { get; }

    /// <summary>The name of the subscription that this is a partition of; otherwise the same as <see cref="Id"/>.</summary>
    string Name => Id;

    /// <summary>Which partition of a subscription this is, from 0 on; null for a whole subscription.</summary>
    int? Partition => null;

    /// <summary>The partitions into which the subscription is split at this moment, in their order; empty for one that is not split.</summary>
    /// <value>
    /// Of a split subscription the state is the worst of its partitions, the position the lowest, the lag the greatest; whoever waits for it
    /// waits for all of them.
    /// </value>
    IReadOnlyList<ISubscription> Partitions => [];

    /// <summary>What is subscribed to.</summary>
    StreamId Source { get; }

    /// <summary>What the subscription is doing.</summary>
    SubscriptionState State { get; }

    /// <summary>The global number up to which everything that matches has been handled; 0 at the start.</summary>
    long Position { get; }

    /// <summary>How many global numbers the position was behind at the last look; 0 when caught up, otherwise an upper bound of messages.</summary>
    long Lag { get; }

    /// <summary>The last failure; null once a message has been handled again.</summary>
    Exception? LastError { get; }

    /// <summary>Waits until everything that was stored when this was called has been handled, by whichever process handles it.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="SubscriptionFaultedException">The subscription is paused, or has paused while waiting.</exception>
    ValueTask WhenCaughtUpAsync(CancellationToken cancellationToken = default);

    /// <summary>Waits until the position has reached a global number.</summary>
    /// <param name="globalNumber">For example <see cref="AppendResult.LastGlobalNumber"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="SubscriptionFaultedException">The subscription is paused, or has paused while waiting.</exception>
    ValueTask WaitForAsync(long globalNumber, CancellationToken cancellationToken = default);

    /// <summary>Lets a paused subscription try again what has failed, in every process; does nothing in any other state.</summary>
    /// <remarks>Returns at once; the worker stores it, and goes on, as soon as the store lets it.</remarks>
    void Resume();
}
