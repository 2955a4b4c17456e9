namespace Po;

/// <summary>Which messages a read returns.</summary>
public sealed record ReadOptions
{
    /// <summary>Which way to read.</summary>
    /// <value>Forward by default.</value>
    public ReadDirection Direction { get; init; }

    /// <summary>Where to start, itself included: a number for a stream with an entity, a global number for a group or for all.</summary>
    /// <value>Null, the default, starts at the beginning, or backward at the end. At least 1.</value>
    public long? From { get; init; }

    /// <summary>The most messages to return.</summary>
    /// <value>Null, the default, returns all there are. At least 1. What upcasters read one record as counts as one message and is returned as a whole.</value>
    public long? Limit { get; init; }
}
