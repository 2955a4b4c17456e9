namespace Po;

// Actions on a subscription that is split: each partition in a transaction of its own.
public sealed partial class PoAdmin
{
    private async ValueTask ChangePartitionsAsync(
        string subscriptionId,
        AuditAction action,
        string reason,
        Func<IStoreTransaction, StoredSubscription, ValueTask<string>> change,
        Func<StoredSubscription, bool>? isMeant,
        CancellationToken cancellationToken)
    {
        var look = await LookAsync(subscriptionId, cancellationToken).ConfigureAwait(false);
        var meant = look.Partitions.Where(isMeant ?? (_ => true)).ToList();
        if (meant.Count == 0)
        {
            // Nothing of what is asked for is there, which is what the row of the name says.
            await ChangeOneAsync(subscriptionId, null, action, reason, change, cancellationToken).ConfigureAwait(false);
        }

        foreach (var partition in meant)
        {
            await ChangeOneAsync(partition.Id, look.Layout, action, reason, change, cancellationToken).ConfigureAwait(false);
        }
    }

    // The row of the name first: without it no worker takes up a partition again.
    private async ValueTask DeletePartitionsAsync(string subscriptionId, string reason, CancellationToken cancellationToken)
    {
        var look = await LookAsync(subscriptionId, cancellationToken).ConfigureAwait(false);
        IEnumerable<string> ids = look.Layout is null ? [] : look.All.Select(row => row.Id);
        foreach (var id in ids.Prepend(subscriptionId))
        {
            await ChangeOneAsync(id, null, AuditAction.Delete, reason, DeleteAsync, cancellationToken).ConfigureAwait(false);
        }

        async ValueTask<string> DeleteAsync(IStoreTransaction transaction, StoredSubscription stored)
        {
            await transaction.DeleteSubscriptionAsync(cancellationToken).ConfigureAwait(false);
            return Number($"Its position was {stored.Position}.");
        }
    }

    private ValueTask<PartitionLook> LookAsync(string subscriptionId, CancellationToken cancellationToken) =>
        PartitionLook.ReadAsync(_engine.Store, subscriptionId, _engine.Options.TimeProvider, cancellationToken);

    // Whether a row is one of those that are changed in place of the one that is named.
    private static bool IsSplit(StoredSubscription stored) => PartitionLayout.Of(stored) is not null;

    // What is on its way to other partitions must not change any more, or it would be there twice or not at all.
    private static void RefuseWhileSplitting(StoredSubscription stored, AuditAction action)
    {
        if (stored.Status.StopAt is not null
            && action is AuditAction.Replay or AuditAction.Drop or AuditAction.Move or AuditAction.Reset or AuditAction.Delete)
        {
            throw new AdministrationException(
                stored.Id, $"Subscription '{stored.Id}' is being split into another number of partitions: finish that with RepartitionAsync first.");
        }
    }
}
