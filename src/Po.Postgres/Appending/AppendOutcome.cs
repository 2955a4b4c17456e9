namespace Po.Postgres;

/// <summary>What became of one append of a batch that was committed.</summary>
/// <param name="Stored">Where its records are; null if it did not fit its stream, and nothing of it was stored.</param>
internal readonly record struct AppendOutcome(AppendResult? Stored);
