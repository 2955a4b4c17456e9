namespace Po;

/// <summary>A message as stores know it: stored bytes with their place, which no store looks into.</summary>
public sealed record Record
{
    /// <inheritdoc cref="Message.Id"/>
    public required Guid Id { get; init; }

    /// <inheritdoc cref="Message.Stream"/>
    public required StreamId Stream { get; init; }

    /// <inheritdoc cref="Message.Number"/>
    public required long Number { get; init; }

    /// <inheritdoc cref="Message.GlobalNumber"/>
    public required long GlobalNumber { get; init; }

    /// <inheritdoc cref="Message.Type"/>
    public required string Type { get; init; }

    /// <summary>The serialised data.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The headers as a JSON object in UTF-8; empty when there are none.</summary>
    public ReadOnlyMemory<byte> Headers { get; init; }

    /// <inheritdoc cref="Message.CorrelationId"/>
    public string? CorrelationId { get; init; }

    /// <inheritdoc cref="Message.CausationId"/>
    public string? CausationId { get; init; }

    /// <inheritdoc cref="Message.Time"/>
    public required DateTimeOffset Time { get; init; }
}
