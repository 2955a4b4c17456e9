namespace Po;

/// <summary>The stream was not what an append expected; nothing was stored.</summary>
/// <param name="stream">The stream.</param>
/// <param name="expected">What the append expected.</param>
/// <param name="actualNumber">The number of the stream's last message.</param>
public sealed class WriteConflictException(StreamId stream, ExpectedNumber expected, long actualNumber)
    : PoException(
        $"The append to '{stream}' expected {(expected.Number is > 0 ? $"number {expected}" : expected)}, but the last number is "
        + $"{actualNumber}. Read the stream again and decide on top of that.")
{
    /// <summary>The stream.</summary>
    public StreamId Stream { get; } = stream;

    /// <summary>What the append expected.</summary>
    public ExpectedNumber Expected { get; } = expected;

    /// <summary>The number of the stream's last message when the append was refused; 0 for an empty stream.</summary>
    public long ActualNumber { get; } = actualNumber;
}
