namespace Po;

/// <summary>Handles the messages of a page at once, in one transaction.</summary>
/// <remarks>
/// <para>Called by one worker at a time, with messages in the order of their global numbers. An exception rolls all of them back; the batch then
/// comes again in smaller parts until the failing message is alone, so that <see cref="SubscriptionOptions.OnFailure"/> concerns no other.</para>
/// <para>In a projection, and for whoever hands over a single message, a batch of one. A class that is also an <see cref="IHandler"/> is handed
/// batches by subscriptions only.</para>
/// </remarks>
public interface IBatchHandler : IMessageHandler
{
    /// <summary>Handles messages.</summary>
    /// <param name="messages">At least one; what at most <see cref="SubscriptionOptions.PageSize"/> records are read as.</param>
    /// <param name="cancellationToken">Cancelled when the caller gives up, the time is over, or the grace time of a stopping host is.</param>
    ValueTask HandleAsync(IReadOnlyList<Message> messages, CancellationToken cancellationToken);
}
