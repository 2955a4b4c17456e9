namespace Po;

/// <summary>Which parked messages to read; they come in the order of their global numbers.</summary>
public sealed record ParkedRequest
{
    /// <summary>Only those of this stream; of every stream if null.</summary>
    public StreamId? Stream { get; init; }

    /// <summary>Only those that are to be handed over again.</summary>
    public bool OnlyRequested { get; init; }

    /// <summary>The global number to start at, itself included.</summary>
    /// <value>1 by default.</value>
    public long From { get; init; } = 1;

    /// <summary>The most messages to return.</summary>
    /// <value>At least 1; 1,000 by default.</value>
    public int MaxCount { get; init; } = 1_000;
}
