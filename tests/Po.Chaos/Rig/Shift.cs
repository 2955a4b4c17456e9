namespace Po.Chaos;

/// <summary>The time in which one transaction of a subscription was surely open, in microseconds of the server's clock.</summary>
internal sealed record Shift(string Subscription, string Process, long From, long To);
