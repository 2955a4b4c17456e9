namespace Highway;

/// <summary>What there was to see at one moment.</summary>
internal sealed record Look(IReadOnlyList<SubscriptionRow> Subscriptions, IReadOnlyList<WorkerRow> Workers)
{
    public static readonly Look Nothing = new([], []);

    public long Parked => Subscriptions.Sum(row => row.Parked);

    /// <summary>Whether every subscription has got so far.</summary>
    public bool HasReached(long globalNumber) =>
        Subscriptions.Count > 0 && Subscriptions.All(row => row.Position >= globalNumber && !row.IsReplaying);
}
