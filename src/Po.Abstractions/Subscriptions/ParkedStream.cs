namespace Po;

/// <summary>A stream whose messages a subscription parks.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="IsReplayRequested">Whether its messages are to be handed over again.</param>
public readonly record struct ParkedStream(StreamId Stream, bool IsReplayRequested);
