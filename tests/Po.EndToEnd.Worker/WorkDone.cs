namespace Po.EndToEnd.Worker;

/// <summary>One message of an append.</summary>
/// <param name="Append">The append, unique among all processes.</param>
/// <param name="Part">Which message of it this is, from 1.</param>
/// <param name="Parts">How many messages it has.</param>
internal sealed record WorkDone(string Append, int Part, int Parts);
