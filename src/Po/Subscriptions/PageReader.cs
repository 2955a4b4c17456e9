namespace Po;

// Reads the pages of a subscription, two ahead while there are more: the store reads and sends while the handler works. The worker
// holds three pages at most.
internal sealed class PageReader(SharedPages.Feed feed) : IAsyncDisposable
{
    private const int MostAhead = 2;

    private readonly Lock _gate = new();
    private readonly Queue<(long From, Task<SharedPage> Page)> _ahead = new();
    private Task<SharedPage>? _last;
    private bool _isBehind;

    public async ValueTask<SharedPage> ReadAsync(long from, CancellationToken cancellationToken)
    {
        var page = await (TryTake(from) ?? feed.ReadAsync(from, cancellationToken).AsTask()).ConfigureAwait(false);
        Mark(page.HasMore);
        return page;
    }

    // Nobody who holds a transaction waits for this read, so it cannot dead-lock a pool of connections.
    public void ReadAhead(long from, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_ahead.Count == 0)
            {
                Start(from, cancellationToken);
            }
        }
    }

    /// <summary>The page that was read ahead, if it is there and holds something.</summary>
    /// <param name="from">Where it must begin.</param>
    public SharedPage? TakeAhead(long from)
    {
        lock (_gate)
        {
            if (!_ahead.TryPeek(out var next)
                || next.From != from
                || next.Page is not { IsCompletedSuccessfully: true, Result: { Records.Count: > 0 } page })
            {
                return null;
            }

            _ahead.Dequeue();
            Mark(page.HasMore);
            return page;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Mark(isBehind: false);
        feed.Leave();
        Task[] left;
        lock (_gate)
        {
            left = [.. _ahead.Select(read => read.Page)];
            _ahead.Clear();
        }

        foreach (var read in left)
        {
            await read.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task<SharedPage>? TryTake(long from)
    {
        lock (_gate)
        {
            if (_ahead.TryDequeue(out var next) && next.From == from)
            {
                return next.Page;
            }

            // The position was moved: what was read is not what comes next.
            _ahead.Clear();
            _last = null;
            return null;
        }
    }

    private void Start(long from, CancellationToken cancellationToken)
    {
        var read = feed.ReadAsync(from, cancellationToken).AsTask();
        _ahead.Enqueue((from, read));
        _last = read;
        _ = read.ContinueWith(
            done => ReadFurther(done, cancellationToken),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private void ReadFurther(Task<SharedPage> done, CancellationToken cancellationToken)
    {
        if (done is not { IsCompletedSuccessfully: true, Result: { HasMore: true } page } || cancellationToken.IsCancellationRequested)
        {
            // A failure is for whoever takes the page; one that nobody takes is nobody's.
            _ = done.Exception;
            return;
        }

        lock (_gate)
        {
            if (_ahead.Count < MostAhead && _last == done)
            {
                Start(page.Position + 1, cancellationToken);
            }
        }
    }

    private void Mark(bool isBehind)
    {
        if (isBehind != _isBehind)
        {
            _isBehind = isBehind;
            feed.Mark(isBehind);
        }
    }
}
