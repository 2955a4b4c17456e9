namespace Po;

// Streams of which a message has failed: what comes later in them waits behind it, until it is replayed or dropped.
internal sealed partial class Subscription
{
    // Which streams of a page are parked, and whether they are replayed at this moment.
    private static async ValueTask<IReadOnlyDictionary<StreamId, bool>> FindParkedAsync(
        SharedPage page, int count, IStoreTransaction transaction, CancellationToken stopping)
    {
        if (count == 0 || transaction.LockedSubscription!.ParkedMessages == 0)
        {
            return Handover.NothingParked;
        }

        HashSet<StreamId> streams = [.. page.Records.Take(count).Select(record => record.Stream)];
        var parked = await transaction.FindParkedStreamsAsync(streams, stopping).ConfigureAwait(false);
        return parked.ToDictionary(stream => stream.Stream, stream => stream.IsReplayRequested);
    }

    private async ValueTask ParkAsync(Handover work, IStoreTransaction transaction, CancellationToken handling)
    {
        if (work.Parked.Count == 0)
        {
            return;
        }

        var now = _time.GetUtcNow();
        var messages = work.Page.Records
            .Take(work.Handled)
            .Where(record => work.Parked.ContainsKey(record.Stream))
            .Select(record => new ParkedMessage
            {
                GlobalNumber = record.GlobalNumber,
                Stream = record.Stream,
                ParkedAt = now,
                IsReplayRequested = work.Parked[record.Stream],
            })
            .ToList();
        if (messages.Count > 0)
        {
            await transaction.ParkAsync(messages, handling).ConfigureAwait(false);
            Log.MessagesParked(_logger, Id, messages.Count);
        }
    }

    private ValueTask ReplayOldestAsync(CancellationToken stopping, CancellationToken handling) =>
        _settings.Mode is SubscriptionMode.Detached ? ReplayDetachedAsync(stopping, handling) : ReplayAsync(stopping, handling);

    // Hands over the oldest message that is to be replayed, in a transaction of its own; pages of others come in between.
    private async ValueTask ReplayAsync(CancellationToken stopping, CancellationToken handling)
    {
        ParkedMessage parked;
        Exception cause;
        var transaction = await _engine.Store.BeginAsync(stopping).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            if (await transaction.TryLockPositionAsync(Id, stopping).ConfigureAwait(false) is null
                || IsTakenOver(transaction.LockedSubscription!)
                || IsHeldByAnother(transaction.LockedSubscription!))
            {
                LeaveReplayToOthers();
                return;
            }

            if (IsOvertaken(transaction.LockedSubscription!))
            {
                return;
            }

            if (await transaction.ReadParkedAsync(OldestRequested, stopping).ConfigureAwait(false) is not [var oldest])
            {
                _hasReplays = false;
                return;
            }

            parked = oldest;
            var page = await transaction.ReadGlobalAsync(parked.Stream, PageOf(parked), stopping).ConfigureAwait(false);
            var context = new HandlerContext(_engine, this, transaction);
            try
            {
                var work = new Handover(new SharedPage(page, parked.GlobalNumber, null), 1, context);
                await HandleAsync(work, stopping, handling).ConfigureAwait(false);
                await UnparkAsync(parked, work, transaction, handling).ConfigureAwait(false);
                return;
            }
            catch (HandlerFailedException e) when (!_engine.Store.IsTransient(e.InnerException!))
            {
                cause = e.InnerException!;
            }
            finally
            {
                context.Close();
            }
        }

        await ParkAgainAsync(parked, cause, stopping).ConfigureAwait(false);
    }

    private async ValueTask UnparkAsync(ParkedMessage parked, Handover work, IStoreTransaction transaction, CancellationToken handling)
    {
        await SaveStateAsync(work, _position, transaction, handling).ConfigureAwait(false);
        await transaction.UnparkAsync(parked.Stream, parked.GlobalNumber, parked.GlobalNumber, handling).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        _statePosition = work.State is null ? Unknown : _position;
        Log.MessageReplayed(_logger, Id, parked.GlobalNumber, parked.Stream);
        await PassOnAsync(work.Context).ConfigureAwait(false);
    }

    // Whoever has it replays; whether anything is left of it is asked at the next look.
    private void LeaveReplayToOthers()
    {
        _hasReplays = false;
        _isPositionFresh = false;
    }

    // One attempt for each request: the message and those behind it wait for the next one.
    private async ValueTask ParkAgainAsync(ParkedMessage parked, Exception cause, CancellationToken stopping)
    {
        Log.ReplayFailed(_logger, cause, Id, parked.GlobalNumber, parked.Stream);
        ParkedMessage again = parked with
        {
            Attempts = parked.Attempts + 1,
            Error = Describe(cause),
        };
        await TryChangeAsync(
            async transaction =>
            {
                await transaction.ParkAsync([again], stopping).ConfigureAwait(false);
                await transaction.RequestReplayAsync(parked.Stream, isRequested: false, stopping).ConfigureAwait(false);
            },
            stopping).ConfigureAwait(false);
    }

    private static ParkedRequest OldestRequested { get; } = new()
    {
        OnlyRequested = true,
        MaxCount = 1,
    };

    private static PageRequest PageOf(ParkedMessage parked) => new()
    {
        From = parked.GlobalNumber,
        MaxCount = 1,
    };
}
