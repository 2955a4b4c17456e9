namespace Po;

/// <summary>A message as handlers see it: a fact that was appended to a stream, with its data deserialised.</summary>
/// <remarks>
/// Every instance is a <see cref="Message{T}"/>; the type is closed. Immutable and thread safe as far as the data is.
/// </remarks>
public abstract record Message
{
    private protected Message()
    {
    }

    /// <summary>The identity of the message, unique in its store; a UUID version 7 unless the appender chose another.</summary>
    /// <remarks>
    /// Where upcasters read one record as several messages, the first has the id of the record, and each further one an id of its own that is made of that
    /// and its <see cref="Part"/>, the same whenever it is read.
    /// </remarks>
    public Guid Id { get; init; }

    /// <summary>The exact stream that the message was appended to.</summary>
    public StreamId Stream { get; init; }

    /// <summary>The place in the stream: 1, 2, 3 … without holes.</summary>
    public long Number { get; init; }

    /// <summary>The place in the store: strictly increasing, with gaps, and in the same order as <see cref="Number"/> inside each stream.</summary>
    public long GlobalNumber { get; init; }

    /// <summary>The registered wire name of the message, whatever name and version it was stored with.</summary>
    public string Type { get; init; } = "";

    /// <summary>The data, an instance of the type registered for <see cref="Type"/>.</summary>
    public object Data => GetData();

    /// <summary>Ties together everything that one request or one original message led to; null if nothing was known.</summary>
    /// <remarks>Flows from a handled message to what its handler appends; otherwise it is the trace id of the current activity.</remarks>
    public string? CorrelationId { get; init; }

    /// <summary>The <see cref="Id"/> of the message whose handling appended this one; null if no message caused it.</summary>
    public string? CausationId { get; init; }

    /// <summary>What the appender attached beside the data; empty if nothing.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = MessageHeaders.Empty;

    /// <summary>Which of the messages this is that upcasters read one record as; they share <see cref="Number"/> and <see cref="GlobalNumber"/>.</summary>
    /// <value>From 1 to <see cref="PartCount"/>; 1 for a message that was appended as it is.</value>
    public int Part { get; init; } = 1;

    /// <summary>How many messages the record is read as; they are handed over in one transaction.</summary>
    /// <value>At least 1; 1 by default.</value>
    public int PartCount { get; init; } = 1;

    /// <summary>When the message was appended, in UTC with microseconds; by the appender's clock, so never an order.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>Hands this message to a handler: to its <see cref="IHandler{T}"/> for the type of the data, else to its <see cref="IHandler"/>.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="cancellationToken">Passed to the handler.</param>
    /// <returns>A task of the handler; completed at once if the handler wants no message of this type.</returns>
    public abstract ValueTask DispatchAsync(IMessageHandler handler, CancellationToken cancellationToken = default);

    private protected abstract object GetData();
}
