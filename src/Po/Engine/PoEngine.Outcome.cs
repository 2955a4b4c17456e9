namespace Po;

public sealed partial class PoEngine
{
    private static readonly TimeSpan FirstOutcomeDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestOutcomeDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan OutcomeTime = TimeSpan.FromSeconds(30);

    // Whether a transaction was stored whose commit has failed. Not finding its records would not tell: the server may still be at it. Who
    // appends the same ids waits until that has come to an end, and then either repeats them or is free to store them, which is rolled back.
    private async ValueTask<bool> IsStoredAsync(FirstAppend? first, Exception failure)
    {
        if (first is null)
        {
            return false;
        }

        var started = _options.TimeProvider.GetTimestamp();
        for (var delay = FirstOutcomeDelay; ; delay = delay * 2 < LongestOutcomeDelay ? delay * 2 : LongestOutcomeDelay)
        {
            try
            {
                return await TryAppendAgainAsync(first).ConfigureAwait(false);
            }
            catch (Exception e) when (e is WriteConflictException or DuplicateMessageIdException)
            {
                // Somebody else has taken its place, which he could only once it was free.
                return false;
            }
            catch (Exception e) when (_store.IsTransient(e) && _options.TimeProvider.GetElapsedTime(started) < OutcomeTime)
            {
                // The same that has kept the commit from being answered may still last.
            }
            catch (Exception) // Not to be told from the failure of the work, which may begin again: this must not.
            {
                throw new OutcomeUnknownException(failure);
            }

            await Task.Delay(delay, _options.TimeProvider, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> TryAppendAgainAsync(FirstAppend first)
    {
        var transaction = await _store.BeginAsync(CancellationToken.None).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        var again = await transaction.AppendAsync(first.Request, CancellationToken.None).ConfigureAwait(false);

        // The same command, sent twice, has the same ids: whose they are is told by the global number, or where that was given away again after a
        // rollback, by the time.
        if (!again.IsRepetition || again.GlobalNumbers[0] != first.Result.GlobalNumbers[0])
        {
            return false;
        }

        var record = first.Request.Records[0];
        var stored = await transaction.FindRecordAsync(record.Id, CancellationToken.None).ConfigureAwait(false);
        return stored?.Time == record.Time;
    }
}
