namespace Po;

/// <summary>Is told what an engine does, for telemetry.</summary>
/// <remarks>Called on the path of the work, from any thread: implementations are thread safe, quick, and never throw.</remarks>
public interface IPoObserver
{
    /// <summary>An append begins. An activity started here is the one that the messages carry on.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="count">How many messages.</param>
    /// <returns>Handed to <see cref="AppendEnded"/>.</returns>
    object? AppendStarting(StreamId stream, int count);

    /// <summary>An append has ended.</summary>
    /// <param name="started">What <see cref="AppendStarting"/> has returned.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="count">How many messages.</param>
    /// <param name="error">Why it failed; null if it succeeded.</param>
    void AppendEnded(object? started, StreamId stream, int count, Exception? error);

    /// <summary>A subscription hands a message to its handler.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="message">The message.</param>
    /// <returns>Handed to <see cref="HandleEnded"/>.</returns>
    object? HandleStarting(ISubscription subscription, Message message);

    /// <summary>The handler has returned or thrown.</summary>
    /// <param name="started">What <see cref="HandleStarting"/> has returned.</param>
    /// <param name="subscription">The subscription.</param>
    /// <param name="message">The message.</param>
    /// <param name="error">What it has thrown; null if it returned.</param>
    void HandleEnded(object? started, ISubscription subscription, Message message, Exception? error);

    /// <summary>A subscription hands messages to a batch handler.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="messages">The messages; at least one.</param>
    /// <returns>Handed to <see cref="BatchEnded"/>.</returns>
    object? BatchStarting(ISubscription subscription, IReadOnlyList<Message> messages);

    /// <summary>The batch handler has returned or thrown.</summary>
    /// <param name="started">What <see cref="BatchStarting"/> has returned.</param>
    /// <param name="subscription">The subscription.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="error">What it has thrown; null if it returned.</param>
    void BatchEnded(object? started, ISubscription subscription, IReadOnlyList<Message> messages, Exception? error);

    /// <summary>A message has failed at its last attempt: the subscription is about to pause, or has parked or skipped it.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="record">The message as it is stored; it may be unreadable.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="error">The last failure.</param>
    void GaveUp(ISubscription subscription, Record record, FailurePolicy policy, Exception error);

    /// <summary>A subscription passes a message whose name is not registered, because its options say so.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="record">The message as it is stored.</param>
    void UnknownSkipped(ISubscription subscription, Record record);

    /// <summary>A subscription has changed its state.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="previous">The state before.</param>
    void StateChanged(ISubscription subscription, SubscriptionState previous);

    /// <summary>A fold of a projection or command that names a snapshot begins.</summary>
    /// <param name="source">What is folded.</param>
    /// <param name="name">The name of the snapshot.</param>
    /// <param name="lookup">What it begins with.</param>
    void SnapshotLookedUp(StreamId source, string name, SnapshotLookup lookup)
    {
    }

    /// <summary>A snapshot that was to be saved is saved, or is not.</summary>
    /// <param name="source">What was folded.</param>
    /// <param name="name">The name of the snapshot.</param>
    /// <param name="outcome">What became of it.</param>
    void SnapshotEnded(StreamId source, string name, SnapshotOutcome outcome)
    {
    }
}
