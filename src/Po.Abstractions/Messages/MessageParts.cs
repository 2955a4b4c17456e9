using System.Collections;

namespace Po;

/// <summary>What a record is read as: one message, or as many as upcasters have made of it, none included.</summary>
/// <remarks>Immutable; one message takes no memory beside its own. <c>default</c> holds none.</remarks>
public readonly struct MessageParts : IReadOnlyList<Message>
{
    // A message, an array of them, or null.
    private readonly object? _parts;

    /// <summary>One message.</summary>
    /// <param name="message">The message.</param>
    public MessageParts(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        _parts = message;
    }

    /// <summary>Any number of messages.</summary>
    /// <param name="messages">The messages, which are copied.</param>
    public MessageParts(IEnumerable<Message> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        _parts = messages.ToArray() is { Length: > 0 } parts ? parts : null;
    }

    /// <summary>The message, if it is one.</summary>
    /// <value>Null if there is none, or more than one.</value>
    public Message? Only => _parts is Message message ? message : Count == 1 ? this[0] : null;

    /// <inheritdoc/>
    public int Count => _parts switch
    {
        Message => 1,
        Message[] parts => parts.Length,
        _ => 0,
    };

    /// <inheritdoc/>
    public Message this[int index] => _parts switch
    {
        Message message when index == 0 => message,
        Message[] parts when (uint)index < (uint)parts.Length => parts[index],
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    /// <summary>Goes through the messages in their order.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<Message> IEnumerable<Message>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Goes through the messages of a record.</summary>
    public struct Enumerator : IEnumerator<Message>
    {
        private readonly MessageParts _parts;
        private int _index;

        internal Enumerator(MessageParts parts) => (_parts, _index) = (parts, -1);

        /// <inheritdoc/>
        public readonly Message Current => _parts[_index];

        readonly object IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext() => ++_index < _parts.Count;

        /// <inheritdoc/>
        public void Reset() => _index = -1;

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }
    }
}
