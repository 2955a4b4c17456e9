using Microsoft.Extensions.Logging;

namespace Po;

// Loads and saves the snapshots of projections and commands. A snapshot is a cache: whatever goes wrong here costs time only.
internal sealed class SnapshotKeeper(IStateSerializer? serializer, int interval, ILogger logger)
{
    public async ValueTask<FoldResult> LoadAsync(
        StoreView store, StreamId source, IMessageHandler handler, CancellationToken cancellationToken)
    {
        if (serializer is null || handler is not INamedSnapshot named)
        {
            return default;
        }

        try
        {
            var snapshot = await store.Snapshots
                .ReadSnapshotAsync(source, named.SnapshotName, cancellationToken).ConfigureAwait(false);
            return snapshot is null
                ? default
                : await LoadAsync(store, snapshot, named, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested) // Reading the messages will tell if the store is away.
        {
            Log.SnapshotNotRead(logger, e, named.SnapshotName, source);
            return default;
        }
    }

    public async ValueTask SaveAsync(
        StoreView store, StreamId source, IMessageHandler handler, FoldResult end, CancellationToken cancellationToken)
    {
        if (serializer is null || handler is not INamedSnapshot named || end.Folded < interval)
        {
            return;
        }

        SerializedState state;
        try
        {
            state = named.SaveState(serializer);
        }
        catch (Exception e) // The application's code runs here; the fold itself has succeeded.
        {
            Log.SnapshotNotSaved(logger, e, named.SnapshotName, source);
            return;
        }

        var snapshot = new Snapshot
        {
            Stream = source,
            Name = named.SnapshotName,
            Number = end.LastNumber,
            GlobalNumber = end.GlobalNumber,
            State = state,
        };
        await SaveAsync(store.Snapshots, snapshot, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask SaveAsync(ISnapshotStore store, Snapshot snapshot, CancellationToken cancellationToken)
    {
        try
        {
            await store.SaveSnapshotAsync(snapshot, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested) // The fold itself has succeeded.
        {
            Log.SnapshotNotSaved(logger, e, snapshot.Name, snapshot.Stream);
        }
    }

    private async ValueTask<FoldResult> LoadAsync(
        StoreView store, Snapshot snapshot, INamedSnapshot named, CancellationToken cancellationToken)
    {
        if (!await IsInHistoryAsync(store.Reader, snapshot, cancellationToken).ConfigureAwait(false))
        {
            Log.SnapshotPassedOver(logger, snapshot.Name, snapshot.Stream, "the store does not hold the messages that it was made of");
            return default;
        }

        if (!named.TryLoadState(snapshot.State, serializer!))
        {
            Log.SnapshotPassedOver(logger, snapshot.Name, snapshot.Stream, "it cannot be read as the state of today");
            return default;
        }

        return new FoldResult(snapshot.Number, snapshot.GlobalNumber, 0);
    }

    // A restored backup can hold less than a snapshot that was kept elsewhere, or other messages under the same numbers.
    private static async ValueTask<bool> IsInHistoryAsync(
        IRecordReader reader, Snapshot snapshot, CancellationToken cancellationToken)
    {
        if (!snapshot.Stream.HasEntity)
        {
            return snapshot.GlobalNumber <= await reader.ReadHorizonAsync(cancellationToken).ConfigureAwait(false);
        }

        var last = await reader
            .ReadStreamAsync(snapshot.Stream, new PageRequest { From = snapshot.Number, MaxCount = 1 }, cancellationToken)
            .ConfigureAwait(false);
        return last.Count == 1 && last[0].Number == snapshot.Number && last[0].GlobalNumber == snapshot.GlobalNumber;
    }
}
