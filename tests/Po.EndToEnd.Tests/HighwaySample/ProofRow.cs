namespace Po.EndToEnd.Tests.HighwaySample;

internal sealed record ProofRow(
    string Subscriber, long Cars, long Expected, long Counted, long Missing, long Doubled, long Total, long Parked, string Holds);
