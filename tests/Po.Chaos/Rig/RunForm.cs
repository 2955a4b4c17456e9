namespace Po.Chaos;

/// <summary>How a scenario is run.</summary>
/// <param name="Cycles">How often it does what it does.</param>
/// <param name="Seed">What chance begins with.</param>
/// <param name="Patience">Times that are promised may be so many times as long: more than 1 on a machine that is busy with other things.</param>
internal sealed record RunForm(int Cycles, int Seed, double Patience = 1);
