namespace Po;

/// <summary>Says that there may be something new to read. A hint: what is new is always read from the store.</summary>
/// <param name="Stream">The stream that was appended to; <see cref="StreamId.All"/> means that anything may be new.</param>
/// <param name="GlobalNumber">The global number of the last record appended; 0 if unknown.</param>
public readonly record struct Nudge(StreamId Stream, long GlobalNumber);
