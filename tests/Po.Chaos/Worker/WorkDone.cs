namespace Po.Chaos;

/// <summary>One message of an append.</summary>
/// <param name="Append">The append: the id of its first message.</param>
/// <param name="Part">Which message of it this is, from 1.</param>
/// <param name="Parts">How many messages it has.</param>
internal sealed record WorkDone(string Append, int Part, int Parts);
