namespace Po;

/// <summary>When a fold ends with a new snapshot: after so many messages, or after so much time, whichever is first.</summary>
/// <remarks>A fold that has met no new message never does. An explicit save asks no policy.</remarks>
public sealed record SnapshotPolicy
{
    /// <summary>No snapshot is saved unless somebody asks for it; what is there is used all the same.</summary>
    public static SnapshotPolicy Never { get; } = new();

    /// <summary>A snapshot is saved when this many messages have been folded since the last one.</summary>
    /// <value>At least 1; null, the default, if the number of messages does not matter.</value>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int? EveryMessages
    {
        get;
        init => field = value is null or > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A snapshot follows at least one message, or null for no number.");
    }

    /// <summary>A snapshot is saved when a fold has taken this long, reading included.</summary>
    /// <value>Not negative; null, the default, if the time does not matter.</value>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public TimeSpan? FoldTime
    {
        get;
        init => field = value is null || value >= TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A time to fold is not negative, or null for no time.");
    }

    /// <summary>A policy by the number of messages alone.</summary>
    /// <param name="messages">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public static SnapshotPolicy Every(int messages) => new() { EveryMessages = messages };

    /// <summary>A policy by the time alone.</summary>
    /// <param name="time">Not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public static SnapshotPolicy AfterFolding(TimeSpan time) => new() { FoldTime = time };
}
