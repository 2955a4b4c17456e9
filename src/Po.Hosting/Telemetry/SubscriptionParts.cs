namespace Po.Hosting;

// What is observed of a subscription: itself, or each of its partitions.
internal static class SubscriptionParts
{
    public static IEnumerable<ISubscription> Of(ISubscription subscription) =>
        subscription.Partitions.Count == 0 ? [subscription] : subscription.Partitions;
}
