namespace Po.Chaos;

/// <summary>What a handler appends in its transaction, once for each message.</summary>
/// <param name="GlobalNumber">The message.</param>
internal sealed record WorkEchoed(long GlobalNumber);
