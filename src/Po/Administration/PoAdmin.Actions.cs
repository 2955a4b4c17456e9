using System.Globalization;

namespace Po;

public sealed partial class PoAdmin
{
    /// <inheritdoc/>
    public async ValueTask PauseAsync(string subscriptionId, string reason = "", CancellationToken cancellationToken = default) =>
        await ChangeAsync(subscriptionId, AuditAction.Pause, reason, async (transaction, stored) =>
        {
            var why = $"Paused by {Actor}{(reason.Length > 0 ? $": {reason}" : ".")}";
            await transaction.SetStatusAsync(
                stored.Status with
                {
                    IsPaused = true,
                    Error = stored.Status.Error ?? why,
                },
                cancellationToken).ConfigureAwait(false);
            return "";
        }, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask ResumeAsync(string subscriptionId, string reason = "", CancellationToken cancellationToken = default) =>
        await ChangeAsync(subscriptionId, AuditAction.Resume, reason, async (transaction, stored) =>
        {
            await transaction.SetStatusAsync(Subscription.Recovered(stored.Status), cancellationToken).ConfigureAwait(false);
            return "";
        }, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask RetryAsync(string subscriptionId, string reason = "", CancellationToken cancellationToken = default) =>
        await ChangeAsync(subscriptionId, AuditAction.Retry, reason, async (transaction, stored) =>
        {
            if (stored.Status.FailedNumber == 0)
            {
                throw new AdministrationException(
                    subscriptionId,
                    $"No message of subscription '{subscriptionId}' fails, so none can be tried again."
                    + (stored.Status.IsPaused ? " It is paused: resume it." : ""));
            }

            await transaction.SetStatusAsync(Subscription.Recovered(stored.Status), cancellationToken).ConfigureAwait(false);
            return Number($"Message {stored.Status.FailedNumber}.");
        }, cancellationToken, stored => stored.Status.FailedNumber > 0).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask SkipAsync(
        string subscriptionId, long globalNumber, string reason = "", CancellationToken cancellationToken = default) =>
        await ChangeAsync(subscriptionId, AuditAction.Skip, reason, async (transaction, stored) =>
        {
            if (stored.Status.FailedNumber != globalNumber || globalNumber <= stored.Position)
            {
                throw new AdministrationException(
                    subscriptionId,
                    stored.Status.FailedNumber > 0
                        ? Number($"The message that fails in subscription '{subscriptionId}' is {stored.Status.FailedNumber}, not {globalNumber}.")
                        : Number($"Message {globalNumber} does not fail in subscription '{subscriptionId}': nothing does."));
            }

            await transaction.SetPositionAsync(globalNumber, cancellationToken).ConfigureAwait(false);
            await transaction.SetStatusAsync(Subscription.Recovered(stored.Status), cancellationToken).ConfigureAwait(false);
            return Number($"Message {globalNumber}: {stored.Status.Error}");
        }, cancellationToken, stored => stored.Status.FailedNumber == globalNumber).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<long> ReplayParkedAsync(
        string subscriptionId, StreamId? stream = null, string reason = "", CancellationToken cancellationToken = default)
    {
        var count = 0L;
        await ChangeAsync(subscriptionId, AuditAction.Replay, reason, async (transaction, _) =>
        {
            var requested = await transaction.RequestReplayAsync(stream, isRequested: true, cancellationToken).ConfigureAwait(false);
            count += requested;
            return Number($"{requested} messages of {Name(stream)}.");
        }, cancellationToken).ConfigureAwait(false);
        return count;
    }

    /// <inheritdoc/>
    public async ValueTask<long> DropParkedAsync(
        string subscriptionId,
        StreamId stream,
        long? globalNumber = null,
        string reason = "",
        CancellationToken cancellationToken = default)
    {
        var count = 0L;
        await ChangeAsync(subscriptionId, AuditAction.Drop, reason, async (transaction, _) =>
        {
            var dropped = await transaction
                .UnparkAsync(stream, globalNumber ?? 0, globalNumber ?? long.MaxValue, cancellationToken).ConfigureAwait(false);
            count += dropped;
            return Number($"{dropped} messages of {stream}{(globalNumber is { } one ? Number($", number {one}") : "")}.");
        }, cancellationToken).ConfigureAwait(false);
        return count;
    }

    /// <inheritdoc/>
    public async ValueTask MoveAsync(
        string subscriptionId, long position, string reason = "", CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        await _engine.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var horizon = await _engine.Store.ReadHorizonAsync(cancellationToken).ConfigureAwait(false);
        if (position > horizon)
        {
            throw new AdministrationException(
                subscriptionId,
                Number($"The position of '{subscriptionId}' cannot be {position}: the store has got to {horizon}. Choose one up to there."));
        }

        await ChangeAsync(
            subscriptionId,
            AuditAction.Move,
            reason,
            (transaction, stored) => MoveAsync(transaction, stored, position, cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask ResetAsync(string subscriptionId, string reason = "", CancellationToken cancellationToken = default) =>
        await ChangeAsync(
            subscriptionId,
            AuditAction.Reset,
            reason,
            (transaction, stored) => MoveAsync(transaction, stored, 0, cancellationToken),
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string subscriptionId, string reason = "", CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subscriptionId);
        ArgumentNullException.ThrowIfNull(reason);
        await _engine.InitializeAsync(cancellationToken).ConfigureAwait(false);
        await DeletePartitionsAsync(subscriptionId, reason, cancellationToken).ConfigureAwait(false);
    }

    // Messages beyond the new position come again, so what is parked of them would come twice.
    private static async ValueTask<string> MoveAsync(
        IStoreTransaction transaction, StoredSubscription stored, long position, CancellationToken cancellationToken)
    {
        await transaction.SetPositionAsync(position, cancellationToken).ConfigureAwait(false);
        var status = stored.Status with
        {
            FailedNumber = 0,
            FailedAttempts = 0,
            Error = stored.Status.IsPaused ? stored.Status.Error : null,
        };
        await transaction.SetStatusAsync(status, cancellationToken).ConfigureAwait(false);
        var parked = await transaction.UnparkAsync(null, position + 1, long.MaxValue, cancellationToken).ConfigureAwait(false);
        return Number($"From {stored.Position} to {position}{(parked > 0 ? Number($"; {parked} parked messages come again") : "")}.");
    }

    private async ValueTask ChangeAsync(
        string subscriptionId,
        AuditAction action,
        string reason,
        Func<IStoreTransaction, StoredSubscription, ValueTask<string>> change,
        CancellationToken cancellationToken,
        Func<StoredSubscription, bool>? isMeant = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(subscriptionId);
        ArgumentNullException.ThrowIfNull(reason);
        await _engine.InitializeAsync(cancellationToken).ConfigureAwait(false);
        if (!await ChangeOneAsync(subscriptionId, null, action, reason, change, cancellationToken, isWhole: true).ConfigureAwait(false))
        {
            await ChangePartitionsAsync(subscriptionId, action, reason, change, isMeant, cancellationToken).ConfigureAwait(false);
        }
    }

    // False if it is split, and only a whole one is meant.
    private async ValueTask<bool> ChangeOneAsync(
        string subscriptionId,
        PartitionLayout? layout,
        AuditAction action,
        string reason,
        Func<IStoreTransaction, StoredSubscription, ValueTask<string>> change,
        CancellationToken cancellationToken,
        bool isWhole = false)
    {
        var transaction = await _engine.Store.BeginAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        await transaction.LockPositionAsync(subscriptionId, cancellationToken).ConfigureAwait(false);
        var stored = transaction.LockedSubscription!;
        if (layout is not null && !layout.Holds(stored))
        {
            await layout.BeginAsync(transaction, layout.Start, null, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            stored = layout.Unbegun(subscriptionId);
        }
        else if (stored.IsNew)
        {
            throw new SubscriptionNotFoundException(subscriptionId);
        }

        if (isWhole && IsSplit(stored))
        {
            return false;
        }

        RefuseWhileSplitting(stored, action);

        var done = await change(transaction, stored).ConfigureAwait(false);
        var detail = string.Join(' ', new[] { done, reason }.Where(text => text.Length > 0));
        await transaction.AddAuditAsync(_engine.Audit(subscriptionId, action, Actor, detail), cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        Log.SubscriptionChanged(_logger, subscriptionId, action, Actor, detail);

        // Whoever rests looks again; nobody knows here what the subscription reads.
        await _engine.NotifyAsync(new Nudge(StreamId.All, 0)).ConfigureAwait(false);
        return true;
    }

    private static string Name(StreamId? stream) => stream?.ToString() ?? "every stream";

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
