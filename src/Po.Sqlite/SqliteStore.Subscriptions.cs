namespace Po.Sqlite;

public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public ValueTask<long> ReadPositionAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subscriptionId);
        return ReadAsync(
            subscriptionId, static (connection, id, _) => connection.Subscriptions.ReadPosition(id) ?? 0, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DeletePositionAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subscriptionId);
        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        await _writes.WriteAsync(
            subscriptionId,
            1,
            static (connection, id) => connection.Parked.Delete(id) && connection.Subscriptions.Delete(id),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<StoredSubscription?> ReadSubscriptionAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subscriptionId);
        return ReadAsync(
            (Id: subscriptionId, Now),
            static (connection, read, _) => connection.Subscriptions.Read(read.Id, read.Now) is { IsNew: false } stored ? stored : null,
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredSubscription>> ReadSubscriptionsAsync(CancellationToken cancellationToken) => ReadAsync(
        Now,
        static IReadOnlyList<StoredSubscription> (connection, now, _) =>
            [.. connection.Subscriptions.ReadAll(now).OrderBy(subscription => subscription.Id, StringComparer.Ordinal)],
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ParkedMessage>> ReadParkedAsync(
        string subscriptionId, ParkedRequest request, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subscriptionId);
        Check(request);
        return ReadAsync(
            (Id: subscriptionId, Request: request),
            static IReadOnlyList<ParkedMessage> (connection, read, _) => connection.Parked.Read(read.Id, read.Request),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AuditEntry>> ReadAuditAsync(
        string? subscriptionId, long before, int maxCount, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        return ReadAsync(
            (Id: subscriptionId, Before: before, MaxCount: maxCount),
            static IReadOnlyList<AuditEntry> (connection, read, _) => connection.Audit.Read(read.Id, read.Before, read.MaxCount),
            cancellationToken);
    }

    internal static void Check(ParkedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.MaxCount, 1, nameof(request));
    }

    internal DateTimeOffset Now => _time.GetUtcNow();

    internal ValueTask<bool> InsertPositionAsync(string subscriptionId, CancellationToken cancellationToken) => _writes.WriteAsync(
        subscriptionId, 1, static (connection, id) => connection.Subscriptions.Insert(id), cancellationToken);

    internal FileLock? TryTakeLock(string subscriptionId)
    {
        try
        {
            return WaitingLocks.TryTake(_locks!.Subscription(subscriptionId));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotLock(subscriptionId, e);
        }
    }

    internal async ValueTask<FileLock> TakeLockAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        var deadline = Deadline.Start(_time, _busyTimeout);
        try
        {
            return await WaitingLocks.TakeAsync(_locks!.Subscription(subscriptionId), deadline, either.Token).ConfigureAwait(false)
                ?? throw new StoreBusyException(Name, deadline.Elapsed);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            throw new ObjectDisposedException(GetType().FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotLock(subscriptionId, e);
        }
    }

    private StoreUnavailableException CannotLock(string subscriptionId, Exception e) =>
        new(Name, $"the position of '{subscriptionId}' cannot be locked: {e.Message.TrimEnd('.')}", e);
}
