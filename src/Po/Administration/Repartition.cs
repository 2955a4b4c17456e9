using System.Globalization;

namespace Po;

// One change of the number of partitions.
internal sealed class Repartition(
    PoEngine engine, string name, PartitionLook before, int partitions, string reason, string actor)
{
    private readonly IStore _store = engine.Store;
    private readonly PartitionLayout? _old = before.Layout;
    private long _stop;
    private long _generation;

    public static AdministrationException IsPaused(StoredSubscription row) => new(
        row.Id,
        $"Subscription '{row.Id}' is paused and cannot get to where it is to be split: mend it and resume it, or skip the message that fails. Then "
        + "split it again.");

    /// <summary>Waits until all old partitions stand at the same place and nobody works on them.</summary>
    /// <param name="cancellationToken">Gives up; they stop there all the same.</param>
    public async ValueTask GatherAsync(CancellationToken cancellationToken)
    {
        var rows = before.Rows;
        for (var delay = PoEngine.ShortestLook; ; delay = PoEngine.NextLook(delay))
        {
            // A detached worker that was at it already may get farther than it was told; then the others follow.
            var stop = rows.Max(row => Math.Max(row.Position, row.Status.StopAt ?? 0));
            if (rows.Any(row => row.Status.StopAt != stop))
            {
                await StopAtAsync(rows, stop, cancellationToken).ConfigureAwait(false);
            }
            else if (rows.All(row => row.Position == stop && (row.Owner is null || row.LeaseLeft <= TimeSpan.Zero)))
            {
                _stop = stop;
                _generation = PartitionLayout.NextGeneration(rows.Select(row => row.Epoch).Append(before.Head!.Epoch));
                return;
            }
            else
            {
                await Task.Delay(delay, engine.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }

            var look = await PartitionLook.ReadAsync(_store, name, engine.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
            rows = look.Layout == _old && look.Head is not null ? look.Rows : throw IsChanged();
            if (rows.FirstOrDefault(row => row.Status.IsPaused) is { } paused)
            {
                throw IsPaused(paused);
            }
        }
    }

    /// <summary>Copies what is parked to where it belongs from now on. Nobody works there yet, and what is copied cannot change here any more.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask CopyParkedAsync(CancellationToken cancellationToken)
    {
        if (partitions == 1)
        {
            return;
        }

        var layout = new PartitionLayout(partitions, _generation, _stop, HasOwnKeys());
        var parked = await ReadParkedAsync(cancellationToken).ConfigureAwait(false);
        foreach (var group in parked.GroupBy(message => PartitionHash.IndexOf(Partition.KeyOf(message.Stream), partitions)))
        {
            var transaction = await _store.BeginAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = transaction.ConfigureAwait(false);
            await transaction.LockPositionAsync(PartitionId.Of(name, group.Key, partitions), cancellationToken).ConfigureAwait(false);
            await layout.BeginAsync(transaction, _stop, null, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            await transaction.ParkAsync([.. group], cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Puts the new number in the place of the old one.</summary>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns>What was done, for the audit.</returns>
    public async ValueTask<string> CommitAsync(CancellationToken cancellationToken)
    {
        var parked = partitions == 1 ? await ReadParkedAsync(cancellationToken).ConfigureAwait(false) : [];
        var transaction = await _store.BeginAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        await transaction.LockPositionAsync(name, cancellationToken).ConfigureAwait(false);
        var stored = transaction.LockedSubscription!;
        if (PartitionLayout.Of(stored) != _old || stored.IsNew || (_old is null && !Stands(stored)))
        {
            throw IsChanged();
        }

        await transaction.UnparkAsync(null, 0, long.MaxValue, cancellationToken).ConfigureAwait(false);
        if (parked.Count > 0)
        {
            await transaction.ParkAsync(parked, cancellationToken).ConfigureAwait(false);
        }

        await transaction.SetStatusAsync(SubscriptionStatus.Running, cancellationToken).ConfigureAwait(false);
        await transaction.SetPositionAsync(_stop, cancellationToken).ConfigureAwait(false);
        await transaction.SetLeaseAsync(
            partitions == 1 ? null : PartitionLayout.OwnerOf(partitions, HasOwnKeys()),
            _generation,
            partitions == 1 ? TimeSpan.Zero : PartitionLayout.Forever,
            cancellationToken).ConfigureAwait(false);
        var detail = string.Join(' ', new[] { Number($"From {_old?.Count ?? 1} to {partitions} after {_stop}."), reason }.Where(text => text.Length > 0));
        await transaction.AddAuditAsync(Audit(name, detail), cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        return detail;
    }

    private async ValueTask StopAtAsync(IReadOnlyList<StoredSubscription> rows, long stop, CancellationToken cancellationToken)
    {
        foreach (var row in rows.Where(row => row.Status.StopAt != stop))
        {
            var transaction = await _store.BeginAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = transaction.ConfigureAwait(false);
            await transaction.LockPositionAsync(row.Id, cancellationToken).ConfigureAwait(false);
            var stored = transaction.LockedSubscription!;
            if (_old is not null && !_old.Holds(stored))
            {
                await _old.BeginAsync(transaction, _old.Start, null, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
                stored = _old.Unbegun(row.Id);
            }
            else if (stored.IsNew || (_old is null && PartitionLayout.Of(stored) is not null))
            {
                throw IsChanged();
            }

            // One that was told to stop farther on keeps that: the next look sees it.
            var farther = Math.Max(stop, stored.Status.StopAt ?? 0);
            await transaction.SetStatusAsync(stored.Status with { StopAt = farther }, cancellationToken).ConfigureAwait(false);
            var detail = Number($"Stops after {farther}, to be split into {partitions}.");
            await transaction.AddAuditAsync(Audit(row.Id, detail), cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync().ConfigureAwait(false);
        }

        // Whoever rests looks again, and goes on to there.
        await engine.NotifyAsync(new Nudge(StreamId.All, 0)).ConfigureAwait(false);
    }

    private bool Stands(StoredSubscription stored) => stored.Position == _stop && stored.Status.StopAt == _stop
        && (stored.Owner is null || stored.LeaseLeft <= TimeSpan.Zero);

    private async ValueTask<List<ParkedMessage>> ReadParkedAsync(CancellationToken cancellationToken)
    {
        var parked = new List<ParkedMessage>();
        var admin = new PoAdmin(engine);
        foreach (var row in before.Rows)
        {
            await foreach (var message in admin.ReadParkedOfAsync(row.Id, null, cancellationToken).ConfigureAwait(false))
            {
                parked.Add(message);
            }
        }

        return parked;
    }

    private bool HasOwnKeys() => _old?.HasOwnKeys ?? engine.FindSubscription(name)?.HasOwnKeys == true;

    private AdministrationException IsChanged() =>
        new(name, $"Subscription '{name}' was split, or removed, by somebody else meanwhile. See how it is now, then decide again.");

    private AuditEntry Audit(string id, string detail) => engine.Audit(id, AuditAction.Repartition, actor, detail);

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
