namespace Po;

// Hands the messages of a stream, a group or the store to a handler, from its snapshot on if it has one.
internal sealed class Projector(IRegistry registry, SnapshotKeeper snapshots)
{
    public async ValueTask<FoldResult> ProjectAsync(
        StoreView store, StreamId source, IMessageHandler handler, CancellationToken cancellationToken)
    {
        var start = await snapshots.LoadAsync(store, source, handler, cancellationToken).ConfigureAwait(false);
        var end = source.HasEntity
            ? await FoldStreamAsync(store, source, handler, start, cancellationToken).ConfigureAwait(false)
            : await FoldGlobalAsync(store, source, handler, start, cancellationToken).ConfigureAwait(false);
        await snapshots.SaveAsync(store, source, handler, end, cancellationToken).ConfigureAwait(false);
        return end;
    }

    private async ValueTask<FoldResult> FoldStreamAsync(
        StoreView store, StreamId stream, IMessageHandler handler, FoldResult at, CancellationToken cancellationToken)
    {
        var page = new PageRequest();
        while (true)
        {
            var records = await store.Reader
                .ReadStreamAsync(stream, page with { From = at.LastNumber + 1 }, cancellationToken).ConfigureAwait(false);
            long bytes = 0;
            foreach (var record in records)
            {
                await registry.ToMessage(record).DispatchAsync(handler, cancellationToken).ConfigureAwait(false);
                at = new FoldResult(record.Number, record.GlobalNumber, at.Folded + 1);
                bytes += record.Data.Length;
            }

            if (records.Count < page.MaxCount && bytes < page.MaxBytes)
            {
                return at;
            }
        }
    }

    private async ValueTask<FoldResult> FoldGlobalAsync(
        StoreView store, StreamId source, IMessageHandler handler, FoldResult at, CancellationToken cancellationToken)
    {
        RecordPage page;
        do
        {
            page = await store.Reader
                .ReadGlobalAsync(source, new PageRequest { From = at.GlobalNumber + 1 }, cancellationToken).ConfigureAwait(false);
            foreach (var record in page.Records)
            {
                await registry.ToMessage(record).DispatchAsync(handler, cancellationToken).ConfigureAwait(false);
                at = record.Stream == source ? at with { LastNumber = record.Number } : at;
            }

            at = at with { GlobalNumber = page.Position, Folded = at.Folded + page.Records.Count };
        }
        while (page.HasMore);
        return at;
    }
}
