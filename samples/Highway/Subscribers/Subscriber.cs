namespace Highway;

/// <summary>What is known of a subscriber from the outside.</summary>
/// <param name="Id">The id of its subscription.</param>
/// <param name="Counts">Whether it counts a message with this data.</param>
/// <param name="TotalQuery">How many messages its own table says that it has counted.</param>
internal sealed record Subscriber(string Id, Func<object, bool> Counts, string TotalQuery);
