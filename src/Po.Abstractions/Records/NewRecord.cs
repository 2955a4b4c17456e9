namespace Po;

/// <summary>A record before its store has given it a place.</summary>
public sealed record NewRecord
{
    /// <summary>The identity; a store keeps each id once.</summary>
    public required Guid Id { get; init; }

    /// <summary>The registered wire name.</summary>
    public required string Type { get; init; }

    /// <summary>The serialised data.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The headers as a JSON object in UTF-8; empty when there are none.</summary>
    public ReadOnlyMemory<byte> Headers { get; init; }

    /// <inheritdoc cref="Message.CorrelationId"/>
    public string? CorrelationId { get; init; }

    /// <inheritdoc cref="Message.CausationId"/>
    public string? CausationId { get; init; }

    /// <summary>When the record was appended, in UTC; stores keep microseconds.</summary>
    public required DateTimeOffset Time { get; init; }
}
