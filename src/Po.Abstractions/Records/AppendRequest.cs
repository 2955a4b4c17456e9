namespace Po;

/// <summary>One append: records for one stream, stored all or not at all.</summary>
public sealed record AppendRequest
{
    /// <summary>The exact stream; not <see cref="StreamId.All"/> and not <c>default</c>.</summary>
    public required StreamId Stream { get; init; }

    /// <summary>What the stream must look like for the append to succeed.</summary>
    /// <value>The default expects nothing.</value>
    public ExpectedNumber Expected { get; init; }

    /// <summary>The records, in order; at least one.</summary>
    public required IReadOnlyList<NewRecord> Records { get; init; }
}
