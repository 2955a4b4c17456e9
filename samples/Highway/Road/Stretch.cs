namespace Highway;

/// <summary>A stretch of road.</summary>
internal readonly record struct Stretch(string Road, int Kilometres)
{
    public static readonly IReadOnlyList<Stretch> All = [new("A1", 12), new("A2", 34), new("A3", 7), new("A7", 58)];
}
