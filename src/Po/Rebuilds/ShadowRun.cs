namespace Po;

// What makes a subscription the shadow of another one.
/// <param name="SubscriptionId">The subscription that is rebuilt.</param>
/// <param name="Target">Where its handler is to write.</param>
/// <param name="OnLook">
/// Is told what is stored about the shadow whenever its worker has looked, null if nothing is; throws if the worker must not go on.
/// </param>
internal sealed record ShadowRun(string SubscriptionId, string Target, Action<StoredSubscription?> OnLook);
