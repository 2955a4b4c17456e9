using System.Collections.Concurrent;

namespace Po;

// Reads for all subscriptions of an engine, so that those of one source that catch up together read each page once. Records never
// change and a page never reaches beyond the horizon, so what it holds is as good later as when it was read. Where the end was is for
// those only who have asked for it.
internal sealed class SharedPages(IStore store) : IAsyncDisposable
{
    // What the fastest reader has read and slower ones are still to read; who is farther behind reads for itself.
    private const int KeptPages = 6;
    private const long KeptBytes = 4 * 1024 * 1024;

    private readonly ConcurrentDictionary<(StreamId Source, int MaxCount, int MaxBytes, string Filter), Feed> _feeds = new();

    /// <summary>The pages of one source, for one subscription.</summary>
    /// <param name="source">The source.</param>
    /// <param name="page">The limits of a page, and what to leave out.</param>
    public PageReader CreateReader(StreamId source, PageRequest page)
    {
        var filter = $"{string.Join('\n', page.Groups ?? [])}\n\n{string.Join('\n', page.Types ?? [])}";
        var feed = _feeds.GetOrAdd((source, page.MaxCount, page.MaxBytes, filter), _ => new Feed(store, source, page));
        feed.Enter();
        return new PageReader(feed);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var feed in _feeds.Values)
        {
            await feed.EndAsync().ConfigureAwait(false);
        }
    }

    internal sealed class Feed(IStore store, StreamId source, PageRequest request)
    {
        private readonly Lock _gate = new();
        private readonly List<Kept> _pages = [];
        private int _readers;
        private int _behind;

        public async ValueTask<SharedPage> ReadAsync(long from, CancellationToken cancellationToken)
        {
            while (true)
            {
                var (kept, isOwn) = FindOrRead(from);
                var page = await kept.Page.WaitAsync(cancellationToken).ConfigureAwait(false);
                if (isOwn || page.HasMore)
                {
                    return new SharedPage(page, from, kept.Messages);
                }

                if (HoldsAny(page, from))
                {
                    // What it holds is as good as ever, and where it ends is to be asked again.
                    return new SharedPage(page with { HasMore = true, Position = page.Records[^1].GlobalNumber }, from, kept.Messages);
                }

                Forget(kept);
            }
        }

        public void Enter() => Interlocked.Increment(ref _readers);

        public void Leave() => Interlocked.Decrement(ref _readers);

        /// <summary>A reader is behind the end from now on, or no longer.</summary>
        /// <param name="isBehind">Whether it is.</param>
        public void Mark(bool isBehind)
        {
            lock (_gate)
            {
                _behind += isBehind ? 1 : -1;
                if (_behind == 0)
                {
                    // An idle process keeps no page.
                    _pages.RemoveAll(page => page.Page.IsCompleted);
                }
            }
        }

        public async ValueTask EndAsync()
        {
            Task[] pages;
            lock (_gate)
            {
                pages = [.. _pages.Select(page => page.Page)];
            }

            foreach (var page in pages)
            {
                await page.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        private (Kept Page, bool IsOwn) FindOrRead(long from)
        {
            lock (_gate)
            {
                foreach (var kept in _pages)
                {
                    if (kept.From == from && !kept.Page.IsCompleted
                        || kept.From <= from && kept.Page.IsCompletedSuccessfully && HoldsAny(kept.Page.Result, from))
                    {
                        return (kept, false);
                    }
                }

                // Not with the token, nor in the context, of the one who happens to be first.
                using var _ = ExecutionContext.SuppressFlow();
                var own = new Kept(from);
                own.Page = Task.Run(() => ReadPageAsync(own));
                _pages.RemoveAll(page => page.From == from);
                _pages.Add(own);
                RemoveSurplus();
                return (own, true);
            }
        }

        private async Task<RecordPage> ReadPageAsync(Kept kept)
        {
            var page = await store.ReadGlobalAsync(
                source, request with { From = kept.From }, CancellationToken.None).ConfigureAwait(false);
            var bytes = 0L;
            for (var i = 0; i < page.Records.Count; i++)
            {
                bytes += page.Records[i].Data.Length;
            }

            kept.Bytes = bytes;
            if (Volatile.Read(ref _readers) == 1)
            {
                // Nobody else comes for it: the younger a page dies, the less it costs.
                Forget(kept);
            }
            else
            {
                kept.Messages = new Message?[page.Records.Count];
            }

            return page;
        }

        private void RemoveSurplus()
        {
            var bytes = _pages.Sum(page => page.Bytes);
            while (_pages.Count > KeptPages || (bytes > KeptBytes && _pages.Count > 1))
            {
                bytes -= _pages[0].Bytes;
                _pages.RemoveAt(0);
            }
        }

        private void Forget(Kept page)
        {
            lock (_gate)
            {
                _pages.Remove(page);
            }
        }

        private static bool HoldsAny(RecordPage page, long from) => page.Records.Count > 0 && page.Records[^1].GlobalNumber >= from;

        private sealed class Kept(long from)
        {
            public long From { get; } = from;

            public Task<RecordPage> Page { get; set; } = null!;

            public long Bytes { get; set; }

            public Message?[]? Messages { get; set; }
        }
    }
}
