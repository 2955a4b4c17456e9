namespace Po.Sqlite;

public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public ValueTask<long> ReadPositionAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subscriptionId);
        return ReadAsync(subscriptionId, static (connection, id, _) => connection.Positions.Read(id) ?? 0, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DeletePositionAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subscriptionId);
        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        await _writes.WriteAsync(
            subscriptionId, 1, static (connection, id) => connection.Positions.Delete(id), cancellationToken).ConfigureAwait(false);
    }

    internal ValueTask<bool> InsertPositionAsync(string subscriptionId, CancellationToken cancellationToken) => _writes.WriteAsync(
        subscriptionId, 1, static (connection, id) => connection.Positions.Insert(id), cancellationToken);

    internal FileLock? TryTakeLock(string subscriptionId)
    {
        try
        {
            return FileLock.TryTake(_locks!.Subscription(subscriptionId));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(Name, $"the position of '{subscriptionId}' cannot be locked: {e.Message.TrimEnd('.')}", e);
        }
    }
}
