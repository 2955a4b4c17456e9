namespace Po;

/// <summary>Handles the messages of one type; one class may handle several.</summary>
/// <typeparam name="T">The registered type of the data, exactly.</typeparam>
/// <remarks>Called as <see cref="IHandler"/> is, for the messages of its type alone.</remarks>
public interface IHandler<T> : IMessageHandler
    where T : notnull
{
    /// <summary>Handles one message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Cancelled when the caller gives up or the grace time of a stopping host is over.</param>
    ValueTask HandleAsync(Message<T> message, CancellationToken cancellationToken);
}
