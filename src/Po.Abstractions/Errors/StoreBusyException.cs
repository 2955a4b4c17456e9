namespace Po;

/// <summary>Another process or transaction has kept the store locked for longer than it was willing to wait; nothing was stored.</summary>
/// <param name="store">The store, as its user knows it.</param>
/// <param name="waited">How long the store has waited.</param>
/// <param name="innerException">What the driver has said.</param>
public sealed class StoreBusyException(string store, TimeSpan waited, Exception? innerException = null)
    : PoException(
        $"The store {store} was locked by another process or transaction for {waited.TotalSeconds:0.#} s. Nothing was stored; try "
        + "again, or find who keeps a transaction open on it.",
        innerException)
{
    /// <summary>How long the store has waited.</summary>
    public TimeSpan Waited { get; } = waited;
}
