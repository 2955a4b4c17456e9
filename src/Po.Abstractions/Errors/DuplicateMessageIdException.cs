namespace Po;

/// <summary>An id is already that of another message, or of one at another place, so the append is no repetition; nothing was stored.</summary>
/// <param name="stream">The stream of the append.</param>
/// <param name="messageId">The first id that was stored before.</param>
public sealed class DuplicateMessageIdException(StreamId stream, Guid messageId)
    : PoException(
        $"The append to '{stream}' holds the message id {messageId}, which is stored already at another place. Give every message "
        + "an id of its own; only a whole append can be repeated, in the same order and to the same stream.")
{
    /// <summary>The stream of the append.</summary>
    public StreamId Stream { get; } = stream;

    /// <summary>The first id that was stored before.</summary>
    public Guid MessageId { get; } = messageId;
}
