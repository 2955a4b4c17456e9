namespace Po;

internal sealed partial class Rebuild
{
    // One transaction: the target becomes the content, and the live subscription goes on behind what is in it.
    private async ValueTask SwitchAsync(Subscription shadow, CancellationToken cancellationToken)
    {
        var transaction = await _engine.Store.BeginAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        var live = await transaction.LockPositionAsync(SubscriptionId, cancellationToken).ConfigureAwait(false);
        var stored = transaction.LockedSubscription!;
        _plan.Check(stored);
        if (await transaction.TryDeleteAnotherAsync(ShadowId, cancellationToken).ConfigureAwait(false) is not { } built)
        {
            throw new ShadowBusyException(ShadowId);
        }

        if (built < Volatile.Read(ref _stored))
        {
            throw new ShadowLostException(ShadowId);
        }

        var context = new HandlerContext(_engine, shadow, transaction);
        var handled = await HandOverAsync(shadow, transaction, context, built, live, cancellationToken).ConfigureAwait(false);
        var position = Math.Max(built, live);
        await MoveLiveAsync(transaction, stored, position, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        Interlocked.Add(ref _handled, handled);
        MoveTo(position);
        Complete();

        // Whoever rests is to look at its position again.
        await _engine.NotifyAsync(new Nudge(StreamId.All, 0)).ConfigureAwait(false);
    }

    private async ValueTask<long> HandOverAsync(
        Subscription shadow,
        IStoreTransaction transaction,
        HandlerContext context,
        long built,
        long live,
        CancellationToken cancellationToken)
    {
        try
        {
            var handled = await shadow.HandOverAsync(transaction, context, built, live, cancellationToken).ConfigureAwait(false);
            await CallAsync(_plan.Options.Switch, context, cancellationToken).ConfigureAwait(false);
            return handled;
        }
        finally
        {
            context.Close();
        }
    }

    // What the live subscription has parked, skipped, or not handled yet is in the content now: none of it may come again.
    private async ValueTask MoveLiveAsync(
        IStoreTransaction transaction, StoredSubscription stored, long position, CancellationToken cancellationToken)
    {
        var parked = await transaction.UnparkAsync(null, 0, long.MaxValue, cancellationToken).ConfigureAwait(false);
        if (stored.Status.FailedNumber > 0 && stored.Status.FailedNumber <= position)
        {
            // Somebody may have paused it: it stays so.
            await transaction.SetStatusAsync(
                stored.Status with
                {
                    FailedNumber = 0,
                    FailedAttempts = 0,
                    Error = stored.Status.IsPaused ? stored.Status.Error : null,
                },
                cancellationToken).ConfigureAwait(false);
        }

        await transaction.SetPositionAsync(position, cancellationToken).ConfigureAwait(false);
        await transaction
            .AddAuditAsync(RebuildAudit.Create(_engine, _plan, stored.Position, position, parked), cancellationToken)
            .ConfigureAwait(false);
    }

    // Code of the application, in the flow of a handler: IPo works in its transaction, and cannot append in it.
    private static async ValueTask CallAsync(
        Func<ISubscriptionContext, CancellationToken, ValueTask>? call, HandlerContext context, CancellationToken cancellationToken)
    {
        HandlerContext.Enter(context);
        if (call is not null)
        {
            await call(context, cancellationToken).ConfigureAwait(false);
        }
    }
}
