using Po;

namespace Highway;

/// <summary>The streams.</summary>
internal static class HighwayMessages
{
    /// <summary>The group of the cars: a stream for each car, so that a car that makes trouble stops no other.</summary>
    public const string Cars = "highway";

    /// <summary>The stream of the runs.</summary>
    public static readonly StreamId Runs = new("runs");
}
