namespace Po;

public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public ValueTask<long> ReadPositionAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(_subscriptions.GetValueOrDefault(subscriptionId)?.Position ?? 0);
        }
    }

    /// <inheritdoc/>
    public ValueTask DeletePositionAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _subscriptions.Remove(subscriptionId);
            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ValueTask<StoredSubscription?> ReadSubscriptionAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        lock (_gate)
        {
            return new(_subscriptions.GetValueOrDefault(subscriptionId) is { ChangedAt: not null } row ? row.Describe(subscriptionId, now) : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredSubscription>> ReadSubscriptionsAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        lock (_gate)
        {
            return new(
            [
                .. _subscriptions
                    .Where(row => row.Value.ChangedAt is not null)
                    .OrderBy(row => row.Key, StringComparer.Ordinal)
                    .Select(row => row.Value.Describe(row.Key, row.Value.Parked.Count, now)),
            ]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ParkedMessage>> ReadParkedAsync(
        string subscriptionId, ParkedRequest request, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new((_subscriptions.GetValueOrDefault(subscriptionId) ?? new SubscriptionRow()).ReadParked(request));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AuditEntry>> ReadAuditAsync(
        string? subscriptionId, long before, int maxCount, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        lock (_gate)
        {
            return new(
            [
                .. _audit
                    .AsEnumerable()
                    .Reverse()
                    .Where(entry => entry.Number < before && (subscriptionId is null || entry.SubscriptionId == subscriptionId))
                    .Take(maxCount),
            ]);
        }
    }
}
