namespace Po;

// What becomes of a message that fails.
internal sealed partial class Subscription
{
    private const string Policy = "policy";

    // Whether no further attempt can help the message that fails.
    private bool _isPermanent;

    private async Task RetryHandlerAsync(HandlerFailedException failure, CancellationToken stopping)
    {
        var cause = failure.InnerException!;
        var record = failure.Record;
        _lastError = cause;
        _failedAttempts = record.GlobalNumber == _failedNumber ? _failedAttempts + 1 : 1;
        _isPermanent = IsPermanent(cause);
        _failedNumber = record.GlobalNumber;
        _failedCause = cause;
        var isFirst = failure.HandledBefore == 0;
        if (cause is MessageVersionException)
        {
            await LeaveToNewerAsync(cause, isFirst, stopping).ConfigureAwait(false);
            return;
        }

        if (isFirst && HasNoAttemptLeft)
        {
            await GiveUpAsync(record, cause, stopping).ConfigureAwait(false);
            return;
        }

        // What came before it in the same transaction is done again without it, and committed, before it is tried again.
        var delay = DelayAfter(_failedAttempts);
        Log.HandlerFailed(
            _logger, cause, Id, record.GlobalNumber, record.Type, record.Number, record.Stream, _failedAttempts, _settings.MaxAttempts, delay);
        SetState(SubscriptionState.Retrying);
        await TryStoreAsync(FailedStatus(cause), stopping).ConfigureAwait(false);
        if (isFirst)
        {
            await Task.Delay(delay, _time, stopping).ConfigureAwait(false);
        }
    }

    // A newer release knows what to do with it, in another process or after this one was deployed anew: it is given up by nobody, whatever the
    // policy says, and the pause is this process's own, so that it stops no other. Of a subscription that is split, it gives all its partitions away:
    // as long as it works on its fair share, no other process takes this one.
    private async Task LeaveToNewerAsync(Exception cause, bool isFirst, CancellationToken stopping)
    {
        _isPermanent = false;
        if (!isFirst)
        {
            return;
        }

        _partition?.Share.StandBack();
        try
        {
            await ReleaseAsync().ConfigureAwait(false);
            _epoch = null;
            await PauseAsync(cause, isStored: false, stopping).ConfigureAwait(false);
        }
        finally
        {
            _partition?.Share.ComeBack();
        }
    }

    private bool HasNoAttemptLeft => _isPermanent || _failedAttempts >= _settings.MaxAttempts;

    // By the names of the type and of those that it derives from: nothing is looked up by a name that is configured.
    private bool IsPermanent(Exception cause)
    {
        for (var type = cause.GetType(); type is not null && _settings.PermanentExceptions.Count > 0; type = type.BaseType)
        {
            if (_settings.PermanentExceptions.Any(name => name == type.Name || name == type.FullName))
            {
                return true;
            }
        }

        return false;
    }

    private async Task GiveUpAsync(Record record, Exception cause, CancellationToken stopping)
    {
        if (_settings.OnFailure is FailurePolicy.Pause)
        {
            var isStored = await TryStoreAsync(FailedStatus(cause) with { IsPaused = true }, stopping).ConfigureAwait(false);
            if (isStored is false)
            {
                // Another worker has the subscription, and this one no say in it.
                return;
            }

            _engine.Observer?.GaveUp(this, record, FailurePolicy.Pause, cause);
            await PauseAsync(cause, isStored is true, stopping).ConfigureAwait(false);
            return;
        }

        try
        {
            if (await TryChangeAsync(transaction => PassOverAsync(record, cause, transaction, stopping), stopping).ConfigureAwait(false))
            {
                _engine.Observer?.GaveUp(this, record, _settings.OnFailure, cause);
                Log.MessageGivenUp(
                    _logger, cause, Id, record.GlobalNumber, record.Type, record.Number, record.Stream, _failedAttempts, _settings.OnFailure);
                MoveTo(record.GlobalNumber);
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested) // The message is the next one still, and has no attempts left.
        {
            await RetryStoreAsync(e, stopping).ConfigureAwait(false);
        }
    }

    private async ValueTask PassOverAsync(Record record, Exception cause, IStoreTransaction transaction, CancellationToken stopping)
    {
        var isParked = _settings.OnFailure is FailurePolicy.ParkStream;
        if (isParked)
        {
            ParkedMessage parked = new()
            {
                GlobalNumber = record.GlobalNumber,
                Stream = record.Stream,
                Attempts = _failedAttempts,
                Error = Describe(cause),
                ParkedAt = _time.GetUtcNow(),
            };
            await transaction.ParkAsync([parked], stopping).ConfigureAwait(false);
        }

        var detail = $"Message {record.GlobalNumber}, {record.Type} {record.Number} of {record.Stream}, after {_failedAttempts} attempts: {Describe(cause)}";
        await transaction
            .AddAuditAsync(Audit(isParked ? AuditAction.Park : AuditAction.Skip, Policy, detail), stopping).ConfigureAwait(false);
        await transaction.SetStatusAsync(Recovered(transaction.LockedSubscription!.Status), stopping).ConfigureAwait(false);
        await transaction.SetPositionAsync(record.GlobalNumber, stopping).ConfigureAwait(false);
    }

    private SubscriptionStatus FailedStatus(Exception cause) => new()
    {
        FailedNumber = _failedNumber,
        FailedAttempts = _failedAttempts,
        Error = Describe(cause),
    };

    private static string Describe(Exception cause) => $"{cause.GetType().Name}: {cause.Message}";
}
