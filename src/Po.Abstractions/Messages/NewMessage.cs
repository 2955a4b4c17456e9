namespace Po;

/// <summary>A message to append together with what the appender decides about it; plain data can be appended without it.</summary>
/// <remarks>Pass it wherever data is expected: <c>AppendAsync(stream, new NewMessage(data) { Id = id })</c>.</remarks>
public sealed record NewMessage
{
    /// <summary>Wraps the data of a message.</summary>
    /// <param name="data">The data, an instance of a registered type.</param>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> is null.</exception>
    public NewMessage(object data)
    {
        ArgumentNullException.ThrowIfNull(data);
        Data = data;
    }

    /// <summary>The data, an instance of a registered type.</summary>
    public object Data { get; }

    /// <summary>The identity of the message.</summary>
    /// <value>Null, the default, takes a new UUID version 7. An id of your own makes the append safe to repeat: see <see cref="IRecordWriter.AppendAsync"/>.</value>
    /// <exception cref="ArgumentException">The id is empty, so that it would be the same for everybody.</exception>
    public Guid? Id
    {
        get;
        init => field = value != Guid.Empty
            ? value
            : throw new ArgumentException("Guid.Empty is no identity of a message: name one, or leave it null.", nameof(value));
    }

    /// <summary>Replaces the correlation id that would flow by itself.</summary>
    /// <value>Null, the default, takes the one of the handled message, else the trace id of the current activity.</value>
    public string? CorrelationId { get; init; }

    /// <summary>Replaces the causation id that would flow by itself.</summary>
    /// <value>Null, the default, takes the id of the handled message, if there is one.</value>
    public string? CausationId { get; init; }

    /// <summary>Stored beside the data and given back as <see cref="Message.Headers"/>.</summary>
    /// <value>Null or empty, the default, stores none.</value>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }
}
