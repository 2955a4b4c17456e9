namespace Po;

// Reads the pages of a subscription, one ahead while there are more: reading and handling take turns on no thread, and the
// worker holds two pages at most. Records never change and a page never reaches beyond the horizon, so a page read early is
// as good as one read late.
internal sealed class PageReader(IStore store, StreamId source, int maxCount, int maxBytes) : IAsyncDisposable
{
    private Task<RecordPage>? _ahead;
    private long _aheadFrom;

    public async ValueTask<RecordPage> ReadAsync(long from, CancellationToken cancellationToken)
    {
        if (_ahead is { } ahead)
        {
            _ahead = null;
            if (_aheadFrom == from)
            {
                return await ahead.ConfigureAwait(false);
            }

            await ((Task)ahead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return await ReadPageAsync(from, cancellationToken).ConfigureAwait(false);
    }

    // Nobody who holds a transaction waits for this read, so it cannot dead-lock a pool of connections.
    public void ReadAhead(long from, CancellationToken cancellationToken)
    {
        _aheadFrom = from;
        _ahead = Task.Run(() => ReadPageAsync(from, cancellationToken).AsTask(), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _ahead, null) is { } ahead)
        {
            await ((Task)ahead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private ValueTask<RecordPage> ReadPageAsync(long from, CancellationToken cancellationToken) => store.ReadGlobalAsync(
        source, new PageRequest { From = from, MaxCount = maxCount, MaxBytes = maxBytes }, cancellationToken);
}
