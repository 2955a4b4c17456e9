namespace Po;

public sealed partial class PoEngine
{
    /// <inheritdoc/>
    public ValueTask<Snapshot?> SaveSnapshotAsync<TProjection>(
        StreamId stream, TProjection projection, CancellationToken cancellationToken = default)
        where TProjection : IMessageHandler, INamedSnapshot =>
        SaveSnapshotAsync(AmbientCalls(), stream, projection, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteSnapshotAsync(StreamId stream, string name, CancellationToken cancellationToken = default) =>
        DeleteSnapshotAsync(AmbientCalls(), stream, name, cancellationToken);

    /// <summary>Waits until no snapshot waits to be written, and none is being written: each so far is stored, has failed or was dropped.</summary>
    /// <remarks>
    /// Folds do not wait for that. For tests, and for whoever wants to see what is stored. What was folded in a handler, or in what is executed
    /// together, counts from the commit on. A snapshot that has failed is logged and makes no failure here. While others go on folding it may
    /// take as long as they do.
    /// </remarks>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask FlushSnapshotsAsync(CancellationToken cancellationToken = default) =>
        await SnapshotQueue.FlushAsync().WaitAsync(cancellationToken).ConfigureAwait(false);

    internal async ValueTask<Snapshot?> SaveSnapshotAsync<TProjection>(
        ICallTransaction? within, StreamId stream, TProjection projection, CancellationToken cancellationToken)
        where TProjection : IMessageHandler, INamedSnapshot
    {
        RefuseDefault(stream, nameof(stream));
        ArgumentNullException.ThrowIfNull(projection);
        if (_keeper.NamedBy(projection) is null)
        {
            throw new PoConfigurationException(
                "No snapshot can be saved: there is no IStateSerializer. Set PoEngineOptions.StateSerializer, or let AddPo() do so.");
        }

        within = RefuseUnknownOutcome(within);
        var view = await ViewAsync(within, cancellationToken).ConfigureAwait(false);
        var end = await _projector.FoldAsync(view, stream, projection, cancellationToken).ConfigureAwait(false);
        if (end.GlobalNumber == 0)
        {
            return null;
        }

        var snapshot = _keeper.Create(stream, projection, end);
        view.Keep(snapshot);
        await (within?.Snapshots ?? _store).SaveSnapshotAsync(snapshot, cancellationToken).ConfigureAwait(false);
        return snapshot;
    }

    internal async ValueTask DeleteSnapshotAsync(
        ICallTransaction? within, StreamId stream, string name, CancellationToken cancellationToken)
    {
        RefuseDefault(stream, nameof(stream));
        ArgumentNullException.ThrowIfNull(name);
        within = RefuseUnknownOutcome(within);
        var view = await ViewAsync(within, cancellationToken).ConfigureAwait(false);
        await view.Snapshots.DeleteSnapshotAsync(stream, name, cancellationToken).ConfigureAwait(false);
        view.Cache?.Remove(stream, name);
    }

    // Of a transaction that is stored.
    private async ValueTask ApplyAsync(HandlerSnapshots snapshots)
    {
        foreach (var (stream, name) in snapshots.Deleted)
        {
            try
            {
                await _snapshots.DeleteSnapshotAsync(stream, name, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e) // A store may fail in any way; it is deleted already, unless somebody has written it meanwhile.
            {
                Log.SnapshotNotForgotten(_logger, e, name, stream);
            }

            _cache?.Remove(stream, name);
        }

        foreach (var snapshot in snapshots.Saved)
        {
            SnapshotQueue.Add(snapshot);
        }
    }

    // A handler's transaction says how it ends, and so does one of what is executed together. An ambient one in a handler is beside it: the
    // snapshots are the handler's.
    private ICallTransaction? RefuseUnknownOutcome(ICallTransaction? within) =>
        within is not JoinedCalls && TogetherCalls.Current(this) is { SaysHowItEnds: true } together ? together
        : within is not JoinedCalls && HandlerContext.Current(this) is { } handler ? handler
        : Resolve(within) is null ? null
        : throw new TransactionRefusedException(
            "Snapshots are neither saved nor deleted in a transaction of the application: it may be rolled back, and nobody tells. "
            + "Do so after it.");
}
