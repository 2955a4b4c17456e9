namespace Po;

// What a nudge has announced is there to read, so there is no need to look before locking where a store does both at once.
internal sealed partial class Subscription
{
    private bool _isNudged;

    // Whoever has to be careful, or is behind, goes step by step.
    private bool MayLockAtOnce =>
        _isNudged
        && _failedNumber == 0
        && _state is SubscriptionState.CaughtUp
        && _settings.Mode is SubscriptionMode.Transactional
        && _partition is null
        && _status.StopAt is null;

    private async ValueTask<PassResult?> TryHandleNextAsync(CancellationToken stopping, CancellationToken handling)
    {
        var request = CreatePageRequest() with { From = _position + 1 };
        if (await _engine.Store.TryBeginWithPageAsync(Id, Source, request, stopping).ConfigureAwait(false) is not { } next)
        {
            return null;
        }

        _isNudged = false;
        var page = new SharedPage(next.Page, request.From, messages: null);
        await using (next.Transaction.ConfigureAwait(false))
        {
            Volatile.Write(ref _horizon, page.Horizon);
            if (next.Position is null || page.Records.Count > 0)
            {
                return await HandlePageAsync(next.Transaction, next.Position, page, stopping, handling).ConfigureAwait(false);
            }

            if (IsOvertaken(next.Transaction.LockedSubscription!))
            {
                return PassResult.Worked;
            }
        }

        return await RestAtAsync(page, stopping).ConfigureAwait(false);
    }
}
