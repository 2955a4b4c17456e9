namespace Po;

/// <summary>Handles every message.</summary>
/// <remarks>
/// In a projection it is called once for each message of the stream, in order. In a subscription it is called by one worker at a
/// time, in the order of the global numbers; an exception rolls the transaction back and the message is handed over again.
/// </remarks>
public interface IHandler : IMessageHandler
{
    /// <summary>Handles one message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Cancelled when the caller gives up or the grace time of a stopping host is over.</param>
    ValueTask HandleAsync(Message message, CancellationToken cancellationToken);
}
