namespace Po.Postgres;

/// <summary>An append as a statement takes it.</summary>
/// <param name="Request">The append.</param>
/// <param name="Stream">The text form of its stream.</param>
/// <param name="KnownNumber">The last number of the stream as far as is known; 0 for nothing.</param>
internal readonly record struct AppendItem(AppendRequest Request, string Stream, long KnownNumber = 0);
