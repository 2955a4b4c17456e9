using Po;

namespace Highway;

/// <summary>The highway was opened; its number in its stream makes the number plates of the run unlike those of all others.</summary>
/// <param name="Seed">What the traffic is drawn from.</param>
[Message("run-started")]
internal sealed record RunStarted(int Seed);
