namespace Po;

/// <summary>A message as it is stored, or as the last upcaster has left it: what an upcaster is given and returns.</summary>
/// <remarks>An upcaster returns <c>message with { … }</c>; place, time and identity are those of <see cref="Record"/> whatever it changes.</remarks>
public sealed record StoredMessage
{
    /// <summary>The record as it is stored: its stream, numbers, ids and time.</summary>
    public required Record Record { get; init; }

    /// <summary>Of which type and version the data is.</summary>
    public required MessageVersion Version { get; init; }

    /// <summary>The serialised data.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>What the bytes are.</summary>
    /// <value><see cref="ContentTypes.Json"/> by default.</value>
    public string ContentType { get; init; } = ContentTypes.Json;

    /// <inheritdoc cref="Message.Headers"/>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = MessageHeaders.Empty;
}
