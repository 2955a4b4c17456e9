namespace Po;

/// <summary>What a store stands on does not let it work: a full disk, a file without access, a file that is something else.</summary>
/// <param name="store">The store, as its user knows it.</param>
/// <param name="reason">What is wrong and what to do.</param>
/// <param name="innerException">What the driver or the operating system has said.</param>
/// <remarks><see cref="IStore.IsTransient"/> tells whether it can go away by itself.</remarks>
public sealed class StoreUnavailableException(string store, string reason, Exception? innerException = null)
    : PoException($"The store {store} cannot be used: {reason}.", innerException)
{
    /// <summary>The store, as its user knows it.</summary>
    public string Store { get; } = store;
}
