namespace Po;

/// <summary>Collects the messages that a command appends; they are stored together when the command returns.</summary>
/// <remarks>Not thread safe; of no use after <see cref="ICommandHandler.ExecuteAsync"/> has returned.</remarks>
public interface ITransactionAppender
{
    /// <summary>
    /// The number of messages in the stream, those appended here included; so it is also the number of its last message.
    /// For an id without an entity it counts what was appended to exactly that id.
    /// </summary>
    long Size { get; }

    /// <summary>Adds messages to what the command appends.</summary>
    /// <param name="messages">Data of registered types, or <see cref="NewMessage"/> around it.</param>
    /// <exception cref="UnknownMessageTypeException">A message is of a type that is not registered.</exception>
    void Append(params ReadOnlySpan<object> messages);
}
