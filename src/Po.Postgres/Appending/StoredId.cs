namespace Po.Postgres;

/// <summary>Where a message id is stored.</summary>
/// <param name="Stream">The text form of the stream.</param>
/// <param name="Number">The number.</param>
/// <param name="GlobalNumber">The global number.</param>
internal readonly record struct StoredId(string Stream, long Number, long GlobalNumber);
