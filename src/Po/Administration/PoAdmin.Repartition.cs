namespace Po;

// Another number of partitions. All old ones are told where to stop and get there; what is parked is copied; then one transaction on the row of the
// name puts the new number in the place of the old one. Before it nothing has changed but where the old ones stop, after it only what they have left
// remains to be removed: so it can be begun again after ending anywhere.
public sealed partial class PoAdmin
{
    /// <inheritdoc/>
    public async ValueTask RepartitionAsync(
        string subscriptionId, int partitions, string reason = "", CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subscriptionId);
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partitions, PartitionId.MaxCount);
        RefuseId(subscriptionId, partitions);
        await _engine.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var look = await LookAsync(subscriptionId, cancellationToken).ConfigureAwait(false);
        if (look.Head is null)
        {
            throw new SubscriptionNotFoundException(subscriptionId);
        }

        if (CountOf(look) != partitions)
        {
            Check(look, subscriptionId);
            var change = new Repartition(_engine, subscriptionId, look, partitions, reason, Actor);
            await change.GatherAsync(cancellationToken).ConfigureAwait(false);
            await change.CopyParkedAsync(cancellationToken).ConfigureAwait(false);
            var detail = await change.CommitAsync(cancellationToken).ConfigureAwait(false);
            Log.SubscriptionChanged(_logger, subscriptionId, AuditAction.Repartition, Actor, detail);
            await _engine.NotifyAsync(new Nudge(StreamId.All, 0)).ConfigureAwait(false);
            look = await LookAsync(subscriptionId, cancellationToken).ConfigureAwait(false);
        }
        else if (look.Rows.Any(row => row.Status.StopAt is not null))
        {
            throw new AdministrationException(
                subscriptionId,
                $"Subscription '{subscriptionId}' is on its way to another number of partitions. Finish that first: it cannot be taken back halfway.");
        }

        await RemoveLeftoversAsync(look, cancellationToken).ConfigureAwait(false);
    }

    private static int CountOf(PartitionLook look) => look.Layout?.Count ?? 1;

    private static void RefuseId(string subscriptionId, int partitions)
    {
        if (PartitionId.TryParse(subscriptionId, out var name, out _, out _))
        {
            throw new ArgumentException($"'{subscriptionId}' is a partition: name the whole subscription, '{name}'.", nameof(subscriptionId));
        }

        if (partitions > 1)
        {
            PoEngine.RefuseLongId(PartitionId.Of(subscriptionId, partitions - 1, partitions));
        }
    }

    private void Check(PartitionLook look, string subscriptionId)
    {
        var hasOwnKeys = look.Layout?.HasOwnKeys == true || _engine.FindSubscription(subscriptionId)?.HasOwnKeys == true;
        foreach (var row in look.Rows)
        {
            if (row.Status.IsPaused)
            {
                throw Repartition.IsPaused(row);
            }

            if (hasOwnKeys && row.ParkedMessages > 0)
            {
                throw new AdministrationException(
                    subscriptionId,
                    $"Subscription '{row.Id}' has parked messages, and PartitionBy decides where they belong: replay or drop them first.");
            }
        }
    }

    // Not what a change to come has copied already: that has epochs of its own.
    private async ValueTask RemoveLeftoversAsync(PartitionLook look, CancellationToken cancellationToken)
    {
        foreach (var left in look.All.Except(look.Partitions).Where(row => row.Epoch < look.Head!.Epoch + PartitionLayout.EpochsOfLayout))
        {
            var transaction = await _engine.Store.BeginAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = transaction.ConfigureAwait(false);
            await transaction.LockPositionAsync(left.Id, cancellationToken).ConfigureAwait(false);
            if (transaction.LockedSubscription is { IsNew: false } stored && stored.Epoch == left.Epoch)
            {
                await transaction.DeleteSubscriptionAsync(cancellationToken).ConfigureAwait(false);
                var detail = Number($"Its position was {stored.Position}. Split into {CountOf(look)}.");
                await transaction.AddAuditAsync(_engine.Audit(left.Id, AuditAction.Delete, Actor, detail), cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync().ConfigureAwait(false);
            }
        }
    }
}
