using Microsoft.Extensions.Logging;

namespace Po;

// Loads and saves the snapshots of projections and commands. A snapshot is a cache: whatever goes wrong here costs time only.
internal sealed class SnapshotKeeper(IStateSerializer? serializer, SnapshotOptions options, ILogger logger, IPoObserver? observer)
{
    // Fewer messages are read together with what is newer anyhow, and cost less than a state that is written anew each time.
    private const int WorthKeeping = 10;

    private readonly SnapshotPolicy _policy = options.ToPolicy();

    /// <summary>The handler, if it names a snapshot and snapshots are kept here.</summary>
    /// <param name="handler">The handler.</param>
    public INamedSnapshot? NamedBy(IMessageHandler handler) => serializer is null ? null : handler as INamedSnapshot;

    public void Observe(StreamId source, INamedSnapshot named, SnapshotLookup lookup) =>
        observer?.SnapshotLookedUp(source, named.SnapshotName, lookup);

    public async ValueTask<Snapshot?> ReadAsync(
        StoreView store, StreamId source, INamedSnapshot named, CancellationToken cancellationToken)
    {
        try
        {
            var snapshot = await store.Snapshots
                .ReadSnapshotAsync(source, named.SnapshotName, cancellationToken).ConfigureAwait(false);
            if (snapshot is null)
            {
                Observe(source, named, SnapshotLookup.NotFound);
            }

            return snapshot;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested) // Reading the messages will tell if the store is away.
        {
            Log.SnapshotNotRead(logger, e, named.SnapshotName, source);
            Observe(source, named, SnapshotLookup.PassedOver);
            return null;
        }
    }

    /// <summary>Gives a handler the state of a snapshot, or leaves it as it is.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="after">What was read after it.</param>
    /// <param name="named">The handler.</param>
    public bool TryLoad(Snapshot snapshot, FoldPage after, INamedSnapshot named)
    {
        if (!after.Confirms(snapshot))
        {
            Log.SnapshotPassedOver(logger, snapshot.Name, snapshot.Stream, "the store does not hold the messages that it was made of");
            return false;
        }

        if (!named.TryLoadState(snapshot.State, serializer!))
        {
            Log.SnapshotPassedOver(logger, snapshot.Name, snapshot.Stream, "it cannot be read as the state of today");
            return false;
        }

        return true;
    }

    public async ValueTask SaveAsync(
        StoreView store, StreamId source, IMessageHandler handler, FoldResult end, TimeSpan elapsed, CancellationToken cancellationToken)
    {
        if (NamedBy(handler) is not { } named || end.Folded == 0)
        {
            return;
        }

        var policy = named.SnapshotPolicy ?? _policy;
        var isDue = end.Folded >= policy.EveryMessages || elapsed >= policy.FoldTime;
        var isKept = store.Cache is not null && source.HasEntity && end.Folded >= WorthKeeping;
        if ((!isDue && !isKept) || TryCreate(source, named, end) is not { } snapshot)
        {
            return;
        }

        store.Keep(snapshot);
        if (isDue)
        {
            // Nothing is written yet: behind the caller's back, after his transaction, or not at all.
            await store.Snapshots.SaveSnapshotAsync(snapshot, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The state as it is now; what the handler does with it afterwards does not change it.</summary>
    /// <param name="source">What was folded.</param>
    /// <param name="named">The handler.</param>
    /// <param name="end">How far it was folded.</param>
    public Snapshot Create(StreamId source, INamedSnapshot named, FoldResult end) => new()
    {
        Stream = source,
        Name = named.SnapshotName,
        Number = end.LastNumber,
        GlobalNumber = end.GlobalNumber,
        State = named.SaveState(serializer!),
    };

    private Snapshot? TryCreate(StreamId source, INamedSnapshot named, FoldResult end)
    {
        try
        {
            return Create(source, named, end);
        }
        catch (Exception e) // The application's code runs here; the fold itself has succeeded.
        {
            Log.SnapshotNotSaved(logger, e, named.SnapshotName, source);
            observer?.SnapshotEnded(source, named.SnapshotName, SnapshotOutcome.Failed);
            return null;
        }
    }
}
