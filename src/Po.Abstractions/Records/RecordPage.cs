namespace Po;

/// <summary>A page of records in the order of their global numbers.</summary>
public sealed record RecordPage
{
    /// <summary>The records, in the order that was asked for.</summary>
    public required IReadOnlyList<Record> Records { get; init; }

    /// <summary>Whether a limit of the request ended the page; otherwise it reaches the end of what there was to read.</summary>
    public required bool HasMore { get; init; }

    /// <summary>
    /// The global number up to which a forward read has seen everything that matches: of the last record if <see cref="HasMore"/>,
    /// else <see cref="Horizon"/> or, if it was higher, the number before the start. The next page starts one above it.
    /// </summary>
    public required long Position { get; init; }

    /// <summary>The global number up to which the set of records was final when the page was read.</summary>
    public required long Horizon { get; init; }
}
