namespace Po;

/// <summary>Where an append has put its messages.</summary>
public sealed record AppendResult
{
    /// <summary>The exact stream that was appended to.</summary>
    public required StreamId Stream { get; init; }

    /// <summary>The number of the last message appended; the number of the stream's last message when nothing was.</summary>
    public required long LastNumber { get; init; }

    /// <summary>The global numbers of the appended messages, in order; strictly increasing, not always without gaps.</summary>
    public required IReadOnlyList<long> GlobalNumbers { get; init; }

    /// <summary>
    /// Whether the ids were all stored already, in this order and in this stream, so that nothing was stored again: the result is that of the
    /// first time. Also true if an append has found itself after its first answer was lost on the way.
    /// </summary>
    public bool IsRepetition { get; init; }

    /// <summary>How many messages were appended.</summary>
    public int Count => GlobalNumbers.Count;

    /// <summary>The number of the first message appended; numbers in between have no gaps.</summary>
    public long FirstNumber => LastNumber - Count + 1;

    /// <summary>The global number of the last message appended, which a reader waits for to see its own writes; 0 when nothing was appended.</summary>
    public long LastGlobalNumber => Count == 0 ? 0 : GlobalNumbers[Count - 1];
}
