namespace Po;

/// <summary>The state of a projection after some messages of a stream or group.</summary>
public sealed record Snapshot
{
    /// <summary>What was projected: a stream, a group or <see cref="StreamId.All"/>.</summary>
    public required StreamId Stream { get; init; }

    /// <summary>The name of the snapshot, unique for the stream.</summary>
    public required string Name { get; init; }

    /// <summary>The number of the last message of exactly <see cref="Stream"/> that the state holds; 0 if none.</summary>
    public required long Number { get; init; }

    /// <summary>The global number up to which the state holds everything of <see cref="Stream"/>.</summary>
    public required long GlobalNumber { get; init; }

    /// <summary>The state.</summary>
    public required SerializedState State { get; init; }
}
