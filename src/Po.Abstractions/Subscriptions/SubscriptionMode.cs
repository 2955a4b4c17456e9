namespace Po;

/// <summary>How the work of a handler and the position belong together.</summary>
public enum SubscriptionMode
{
    /// <summary>
    /// Messages are handed over in the transaction that moves the position: what a handler writes through it happens exactly once. The default.
    /// </summary>
    Transactional,

    /// <summary>
    /// No transaction is open while a handler works; the subscription is leased instead. For slow effects elsewhere: each happens at least
    /// once, with (subscription, global number) as a stable key and <see cref="ISubscriptionContext.Epoch"/> as a fencing token.
    /// </summary>
    Detached,
}
