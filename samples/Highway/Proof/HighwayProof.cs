namespace Highway;

/// <summary>Whether every car was counted exactly once.</summary>
/// <param name="Cars">How many cars there are, each a stream.</param>
/// <param name="Messages">How many messages there are.</param>
/// <param name="StreamsWithHoles">Streams whose numbers are not 1, 2, 3 …</param>
/// <param name="Subscribers">What each subscriber has counted.</param>
internal sealed record HighwayProof(
    int Cars, long Messages, IReadOnlyList<string> StreamsWithHoles, IReadOnlyList<SubscriberProof> Subscribers)
{
    public bool Holds => StreamsWithHoles.Count == 0 && Subscribers.All(subscriber => subscriber.Holds);
}
