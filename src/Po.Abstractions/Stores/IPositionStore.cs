namespace Po;

/// <summary>Reads and removes the positions of subscriptions; they move only inside a transaction, see <see cref="IStoreTransaction"/>.</summary>
public interface IPositionStore
{
    /// <summary>Reads a committed position without locking it.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The position, or 0 if none is stored.</returns>
    ValueTask<long> ReadPositionAsync(string subscriptionId, CancellationToken cancellationToken);

    /// <summary>Removes a position with everything else that is stored about its subscription: it replays from the start. A transaction that holds it fails to commit.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask DeletePositionAsync(string subscriptionId, CancellationToken cancellationToken);
}
