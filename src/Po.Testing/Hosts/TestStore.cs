namespace Po.Testing;

// A store of the host, with who works on it.
internal sealed record TestStore(IPo Po, IStore Store)
{
    /// <summary>The workers of all its subscriptions, partition by partition.</summary>
    public IEnumerable<ISubscription> Workers => Po.Subscriptions.Values
        .SelectMany(subscription => subscription.Partitions is { Count: > 0 } partitions ? partitions : [subscription])
        .OrderBy(subscription => subscription.Id, StringComparer.Ordinal);
}
