namespace Po.Postgres;

internal sealed partial class AppendLane
{
    // So often a batch competes for a number before each of its streams goes alone, and a stream before its caller hears of it.
    private const int MaxCompetitions = 4;
    private const int MaxCompetitionsAlone = 1_000;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    // Returns what has to be tried again in this round.
    private async ValueTask<List<PendingAppend>> RecoverAsync(
        List<PendingAppend> appends, Exception error, int attempt, bool isBeside, List<PendingAppend> beside)
    {
        if (PostgresErrors.IsIdTaken(error))
        {
            return await ResolveTakenAsync(appends, error, attempt).ConfigureAwait(false);
        }

        if (PostgresErrors.IsNumberTaken(error))
        {
            return await CompeteAgainAsync(appends, error, attempt, isBeside, beside).ConfigureAwait(false);
        }

        if (IsGivenUp(error))
        {
            // The server was asked to stop. If it says that it has, nothing was stored; otherwise that is still to be found out.
            MarkUnknown(appends, error);
            return appends;
        }

        if (PostgresErrors.IsLockTimeout(error) && !isBeside)
        {
            return await PartWithBlockedAsync(appends, error, beside).ConfigureAwait(false);
        }

        if (PostgresErrors.IsTransient(error))
        {
            return await TryAgainLaterAsync(appends, error, attempt).ConfigureAwait(false);
        }

        if (appends.Count > 1 && PostgresErrors.IsAboutData(error))
        {
            Log.BatchSplit(logger, error, appends.Count);
            var half = appends.Count / 2;
            await ProcessAsync(appends[..half], isBeside, beside).ConfigureAwait(false);
            await ProcessAsync(appends[half..], isBeside, beside).ConfigureAwait(false);
            return [];
        }

        await session.CloseAsync().ConfigureAwait(false);
        appends.ForEach(append => append.Fail(error));
        return [];
    }

    private async ValueTask<List<PendingAppend>> ResolveTakenAsync(List<PendingAppend> appends, Exception error, int attempt)
    {
        try
        {
            var open = await ResolveAsync(appends).ConfigureAwait(false);
            if (attempt <= MaxCompetitionsAlone)
            {
                return open;
            }

            open.ForEach(append => append.Fail(error));
            return [];
        }
        catch (Exception e) when (PostgresErrors.IsTransient(e))
        {
            return await TryAgainLaterAsync(appends, e, attempt).ConfigureAwait(false);
        }
    }

    // Another process has taken the number. The next try sees its records: what expects a number conflicts, what expects nothing goes on
    // top. Neighbours do not lose time for ever with one contested stream.
    private async ValueTask<List<PendingAppend>> CompeteAgainAsync(
        List<PendingAppend> appends, Exception error, int attempt, bool isBeside, List<PendingAppend> beside)
    {
        appends.ForEach(append => append.HasCompeted = true);
        if (attempt > MaxCompetitionsAlone || appends.Exists(batcher.IsExpired))
        {
            appends.ForEach(append => append.Fail(new StoreBusyException(batcher.Store, batcher.AppendTimeout, error)));
            return [];
        }

        if (attempt % MaxCompetitions == 0 && appends.Exists(append => append.Stream != appends[0].Stream))
        {
            await ProcessEachStreamAsync(appends, isBeside, beside).ConfigureAwait(false);
            return [];
        }

        return appends;
    }

    private async ValueTask<List<PendingAppend>> PartWithBlockedAsync(
        List<PendingAppend> appends, Exception error, List<PendingAppend> beside)
    {
        if (appends.Exists(append => append.Stream != appends[0].Stream))
        {
            Log.BatchSplit(logger, error, appends.Count);
            await ProcessEachStreamAsync(appends, isBeside: false, beside).ConfigureAwait(false);
            return [];
        }

        beside.AddRange(appends);
        batcher.WaitBeside(appends);
        return [];
    }

    private async ValueTask ProcessEachStreamAsync(List<PendingAppend> appends, bool isBeside, List<PendingAppend> beside)
    {
        foreach (var stream in appends.GroupBy(append => append.Stream, StringComparer.Ordinal))
        {
            await ProcessAsync([.. stream], isBeside, beside).ConfigureAwait(false);
        }
    }

    private async ValueTask<List<PendingAppend>> TryAgainLaterAsync(List<PendingAppend> appends, Exception error, int attempt)
    {
        if (PostgresErrors.IsOutcomeUnknown(error))
        {
            MarkUnknown(appends, error);
            await session.CloseAsync().ConfigureAwait(false);
        }

        if (PostgresErrors.IsWrongServer(error))
        {
            Log.ConnectionsDropped(logger, error);
            await session.CloseAsync().ConfigureAwait(false);
            session.Clear();
        }

        // Retrying ends in the last error, never in success.
        foreach (var append in appends.FindAll(batcher.IsExpired))
        {
            append.Fail(batcher.AtExpiry(append, error));
        }

        batcher.FailExpired(error);
        appends = appends.FindAll(append => !append.Ended.IsCompleted);
        if (appends.Count > 0)
        {
            var delay = DelayAfter(attempt);
            if (attempt > 1)
            {
                Log.AppendsTriedAgain(logger, error, appends.Count, attempt, delay);
            }

            await DelayAsync(delay).ConfigureAwait(false);
        }

        return appends;
    }

    private bool IsGivenUp(Exception error)
    {
        lock (_gate)
        {
            return _givingUp.IsCancellationRequested
                && (error is OperationCanceledException || PostgresErrors.IsStatementCancelled(error));
        }
    }

    private static void MarkUnknown(List<PendingAppend> appends, Exception error)
    {
        if (PostgresErrors.IsOutcomeUnknown(error) && !PostgresErrors.IsStatementCancelled(error))
        {
            appends.ForEach(append => append.MayBeStored = true);
        }
    }

    private static TimeSpan DelayAfter(int attempt)
    {
        var delay = FirstDelay * Math.Pow(2, Math.Min(attempt - 1, 10));
        delay = delay < LongestDelay ? delay : LongestDelay;
        return delay * (0.75 + (Random.Shared.NextDouble() / 4));
    }

    // Ends early when somebody gives up, who is then told so.
    private async ValueTask DelayAsync(TimeSpan delay) =>
        await Task.Delay(delay, time, GivingUp()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
