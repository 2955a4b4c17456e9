namespace Po;

public sealed partial class PoEngine
{
    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(
        StreamId stream, object message, ExpectedNumber expected = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return AppendAsync(stream, [message], expected, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(
        StreamId stream,
        IReadOnlyList<object> messages,
        ExpectedNumber expected = default,
        CancellationToken cancellationToken = default) =>
        AppendAsync(AmbientCalls(), stream, messages, expected, cancellationToken);

    internal ValueTask<AppendResult> AppendAsync(
        ICallTransaction? within,
        StreamId stream,
        IReadOnlyList<object> messages,
        ExpectedNumber expected,
        CancellationToken cancellationToken)
    {
        RefuseDefault(stream, nameof(stream));
        ArgumentNullException.ThrowIfNull(messages);
        if (stream.IsAll)
        {
            throw new ArgumentException("StreamId.All is every group: name the one stream to append to.", nameof(stream));
        }

        if (messages.Count == 0)
        {
            throw new ArgumentException("An append needs at least one message.", nameof(messages));
        }

        return StoreAsync(within, stream, messages, expected, cancellationToken);
    }

    // The records are stored: from here on nothing may turn the append into a failure, the caller's token included.
    internal async ValueTask NotifyAsync(Nudge nudge)
    {
        try
        {
            await _broker.NotifyAsync(nudge, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) // A broker of the application may fail in any way; polling finds the records.
        {
            Log.NudgeNotSent(_logger, e);
        }
    }

    // What was done in a transaction that others are to know of, now that it is stored: nothing may turn it into a failure any more.
    internal async ValueTask AnnounceAsync(IEnumerable<Nudge> nudges, HandlerSnapshots? snapshots)
    {
        foreach (var nudge in nudges)
        {
            await NotifyAsync(nudge).ConfigureAwait(false);
        }

        if (snapshots is not null)
        {
            await ApplyAsync(snapshots).ConfigureAwait(false);
        }
    }

    private async ValueTask<AppendResult> StoreAsync(
        ICallTransaction? within,
        StreamId stream,
        IReadOnlyList<object> messages,
        ExpectedNumber expected,
        CancellationToken cancellationToken)
    {
        var started = Observer?.AppendStarting(stream, messages.Count);
        try
        {
            within = Resolve(within);
            var request = new AppendRequest
            {
                Stream = stream,
                Expected = expected,
                Records = _records.Create(messages, HandlerContext.HandledMessage),
            };
            var writer = within?.Writer ?? _store;
            await InitializeAsync(cancellationToken).ConfigureAwait(false);
            var result = await writer.AppendAsync(request, cancellationToken).ConfigureAwait(false);
            var nudge = new Nudge(stream, result.LastGlobalNumber);
            if (within is not null)
            {
                within.AddNudge(nudge);
                within.Outcome?.Note(result);
            }
            else
            {
                await NotifyAsync(nudge).ConfigureAwait(false);
            }

            Observer?.AppendEnded(started, stream, messages.Count, null);
            return result;
        }
        catch (Exception e) when (Observer is { } observer) // Told to the observer, then rethrown as it is.
        {
            observer.AppendEnded(started, stream, messages.Count, e);
            throw;
        }
    }
}
