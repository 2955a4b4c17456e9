namespace Po;

// Hands the messages of a stream, a group or the store to a handler, from its snapshot on if it has one.
internal sealed class Projector(IRegistry registry, SnapshotKeeper snapshots, TimeProvider time)
{
    public async ValueTask<FoldResult> ProjectAsync(
        StoreView store, StreamId source, IMessageHandler handler, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var end = await FoldAsync(store, source, handler, cancellationToken).ConfigureAwait(false);
        await snapshots.SaveAsync(store, source, handler, end, time.GetElapsedTime(started), cancellationToken).ConfigureAwait(false);
        return end;
    }

    /// <summary>As <see cref="ProjectAsync"/>, without saving a snapshot.</summary>
    /// <param name="store">Where to read.</param>
    /// <param name="source">What to read.</param>
    /// <param name="handler">Handles the messages.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<FoldResult> FoldAsync(
        StoreView store, StreamId source, IMessageHandler handler, CancellationToken cancellationToken)
    {
        var (at, page, folded) = snapshots.NamedBy(handler) is { } named
            ? await StartAsync(store, source, named, cancellationToken).ConfigureAwait(false)
            : await StartAsync(store, source, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var lastNumber = at.LastNumber;
            for (var i = folded; i < page.Records.Count; i++)
            {
                var record = page.Records[i];
                foreach (var message in registry.ToMessages(record))
                {
                    await message.DispatchAsync(handler, cancellationToken).ConfigureAwait(false);
                }

                lastNumber = record.Stream == source ? record.Number : lastNumber;
            }

            at = new FoldResult(lastNumber, page.Position, at.Folded + page.Records.Count - folded);
            if (!page.HasMore)
            {
                return at;
            }

            page = await FoldPage.ReadAsync(store.Reader, source, at, cancellationToken).ConfigureAwait(false);
            folded = 0;
        }
    }

    // What this process has kept, then what is stored, then the first message. The read that a snapshot is held against is the one that
    // brings what is newer.
    private async ValueTask<Start> StartAsync(
        StoreView store, StreamId source, INamedSnapshot named, CancellationToken cancellationToken)
    {
        if (store.Cache?.Find(source, named.SnapshotName) is { } kept)
        {
            if (await TryStartAsync(store, kept, named, cancellationToken).ConfigureAwait(false) is { } fromCache)
            {
                snapshots.Observe(source, named, SnapshotLookup.LoadedFromCache);
                return fromCache;
            }

            store.Cache.Remove(kept);
        }

        var stored = await snapshots.ReadAsync(store, source, named, cancellationToken).ConfigureAwait(false);
        if (stored is null)
        {
            return await StartAsync(store, source, cancellationToken).ConfigureAwait(false);
        }

        if (await TryStartAsync(store, stored, named, cancellationToken).ConfigureAwait(false) is { } start)
        {
            snapshots.Observe(source, named, SnapshotLookup.Loaded);
            store.Keep(stored);
            return start;
        }

        snapshots.Observe(source, named, SnapshotLookup.PassedOver);
        return await StartAsync(store, source, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Start?> TryStartAsync(
        StoreView store, Snapshot snapshot, INamedSnapshot named, CancellationToken cancellationToken)
    {
        var page = await FoldPage.ReadAsync(store.Reader, snapshot, cancellationToken).ConfigureAwait(false);
        return snapshots.TryLoad(snapshot, page, named)
            ? new Start(new FoldResult(snapshot.Number, snapshot.GlobalNumber, 0), page, snapshot.Stream.HasEntity ? 1 : 0)
            : null;
    }

    private static async ValueTask<Start> StartAsync(StoreView store, StreamId source, CancellationToken cancellationToken) =>
        new(default, await FoldPage.ReadAsync(store.Reader, source, default(FoldResult), cancellationToken).ConfigureAwait(false), 0);

    // Where a fold begins, and the page that it begins with; its first records may be in the snapshot already.
    private readonly record struct Start(FoldResult At, FoldPage Page, int Folded);
}
