namespace Po.Chaos;

/// <summary>An invariant that did not hold.</summary>
/// <param name="Invariant">Which: I1 to I12 of the list in the documentation, or what else was expected.</param>
/// <param name="What">What was seen.</param>
internal sealed record Violation(string Invariant, string What)
{
    public override string ToString() => $"{Invariant}: {What}";
}
