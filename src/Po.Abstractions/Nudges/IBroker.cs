namespace Po;

/// <summary>Decides which subscriptions a nudge wakes.</summary>
/// <remarks>Thread safe. Losing every nudge costs latency only: subscriptions also poll.</remarks>
public interface IBroker
{
    /// <summary>Passes on that records were committed. Never fails an append that has been stored: faults are logged, not thrown.</summary>
    /// <param name="nudge">What was appended to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask NotifyAsync(Nudge nudge, CancellationToken cancellationToken);

    /// <summary>Registers interest in a source until the receiver is disposed.</summary>
    /// <param name="source">A stream, a group or <see cref="StreamId.All"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A receiver that may already have been nudged.</returns>
    ValueTask<INudgeReceiver> RegisterAsync(StreamId source, CancellationToken cancellationToken);
}
