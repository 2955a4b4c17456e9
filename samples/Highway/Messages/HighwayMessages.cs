using Microsoft.Extensions.DependencyInjection;
using Po;

namespace Highway;

/// <summary>The streams, and the wire names of what is in them.</summary>
internal static class HighwayMessages
{
    /// <summary>The group of the cars: a stream for each car, so that a car that makes trouble stops no other.</summary>
    public const string Cars = "highway";

    /// <summary>The stream of the runs.</summary>
    public static readonly StreamId Runs = new("runs");

    public static void Register(IPoBuilder po) => po
        .AddMessage("car-entered", HighwayJson.Default.CarEntered)
        .AddMessage("car-left", HighwayJson.Default.CarLeft)
        .AddMessage("run-started", HighwayJson.Default.RunStarted);
}
