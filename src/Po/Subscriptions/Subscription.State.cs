namespace Po;

// The state of a handler that names a snapshot: saved in the transaction that moves the position, and loaded whenever the handler does not
// hold that of the position already.
internal sealed partial class Subscription
{
    // A handler whose state nobody can tell any more, because it has handled something that was rolled back.
    private const long Unknown = -1;

    private IMessageHandler? _stateHolder;
    private SerializedState _initialState;
    private long _statePosition = Unknown;
    private BuiltState? _builtState;

    private IStateSerializer? Serializer => _engine.Options.StateSerializer;

    private async ValueTask LoadStateAsync(IMessageHandler handler, Handover work, CancellationToken cancellationToken)
    {
        if (handler is not INamedSnapshot named || Serializer is not { } serializer)
        {
            return;
        }

        if (_partition is not null && !_partition.Share.TryClaim(_partition.Index, handler))
        {
            throw new StateLostException(Id, _position, new InvalidOperationException(
                $"One {handler.GetType().Name} keeps the state of several partitions. Let each have a handler of its own: bind the class instead of an object."));
        }

        if (!ReferenceEquals(_stateHolder, handler))
        {
            (_stateHolder, _statePosition, _initialState) = (handler, Unknown, named.SaveState(serializer));
        }

        if (_statePosition != _position)
        {
            await LoadStateAsync(named, serializer, work, cancellationToken).ConfigureAwait(false);
        }

        _builtState = null;
        _statePosition = Unknown;
    }

    private async ValueTask LoadStateAsync(
        INamedSnapshot named, IStateSerializer serializer, Handover work, CancellationToken cancellationToken)
    {
        if (_builtState is { } built && built.Position == _position)
        {
            work.HasStaleState = built.HasStaleSnapshot;
            Load(built.State, named, serializer);
            return;
        }

        ISnapshotStore snapshots = work.Context.Transaction ?? (ISnapshotStore)_engine.Store;
        var snapshot = await snapshots.ReadSnapshotAsync(Source, SnapshotName(named), cancellationToken).ConfigureAwait(false);
        if (snapshot?.GlobalNumber == _position && named.TryLoadState(snapshot.State, serializer))
        {
            return;
        }

        if (_position > 0)
        {
            throw new StateNeededException();
        }

        work.HasStaleState = snapshot is not null;
        Load(_initialState, named, serializer);
    }

    // A snapshot is a cache: without it the messages up to the position are handed over once more, in transactions that are rolled back. That can
    // take long, so nothing is locked meanwhile; the state is used if the position is still the same afterwards.
    private async ValueTask BuildStateAsync(CancellationToken stopping)
    {
        try
        {
            _builtState = await BuildStateAsync(Serializer!, stopping).ConfigureAwait(false);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested && !_engine.Store.IsTransient(e))
        {
            // No message of the page is to blame, so none is given up for it.
            throw new StateLostException(Id, _position, e);
        }
    }

    private async ValueTask<BuiltState> BuildStateAsync(IStateSerializer serializer, CancellationToken stopping)
    {
        var named = (INamedSnapshot)_stateHolder!;
        var snapshot = await _engine.Store.ReadSnapshotAsync(Source, SnapshotName(named), stopping).ConfigureAwait(false);
        var isUsable = snapshot?.GlobalNumber <= _position && named.TryLoadState(snapshot.State, serializer);
        var state = isUsable ? snapshot!.State : _initialState;
        var from = isUsable ? snapshot!.GlobalNumber : 0;
        while (from < _position)
        {
            var page = await _engine.Store
                .ReadGlobalAsync(Source, CreatePageRequest() with { From = from + 1 }, stopping).ConfigureAwait(false);
            var records = page.Records.TakeWhile(record => record.GlobalNumber <= _position).ToList();
            if (records.Count > 0)
            {
                state = await BuildStateAsync(state, serializer, records, stopping).ConfigureAwait(false);
            }

            from = page.HasMore ? page.Position : _position;
        }

        return new BuiltState(_position, state, snapshot?.GlobalNumber > _position);
    }

    // By a handler of a scope of its own, whose context and collaborators are those of the transaction that is rolled back.
    private async ValueTask<SerializedState> BuildStateAsync(
        SerializedState state, IStateSerializer serializer, List<Record> records, CancellationToken stopping)
    {
        Log.StateRebuilt(_logger, Id, records.Count, records[^1].GlobalNumber);
        var parked = await ReadParkedAsync(records, stopping).ConfigureAwait(false);
        var transaction = await _engine.Store.BeginAsync(stopping).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        var context = new HandlerContext(_engine, this, transaction)
        {
            IsRebuilding = true,
        };
        try
        {
            HandlerContext.Enter(context);
            var scope = _definition.CreateHandler(context);
            await using var end = scope.ConfigureAwait(false);
            var handler = scope.Handler;
            Load(state, (INamedSnapshot)handler, serializer);
            foreach (var record in records.Where(record => !parked.Contains(record.GlobalNumber)))
            {
                foreach (var message in PartsOf(record))
                {
                    HandlerContext.Enter(context, message);
                    await message.DispatchAsync(handler, stopping).ConfigureAwait(false);
                }
            }

            return ((INamedSnapshot)handler).SaveState(serializer);
        }
        finally
        {
            context.Close();
        }
    }

    private static void Load(SerializedState state, INamedSnapshot named, IStateSerializer serializer)
    {
        if (!named.TryLoadState(state, serializer))
        {
            throw new InvalidOperationException($"{named.GetType().Name} does not take back the state that it has given.");
        }
    }

    private async ValueTask<HashSet<long>> ReadParkedAsync(List<Record> records, CancellationToken cancellationToken)
    {
        var parked = await _engine.Store.ReadParkedAsync(
            Id,
            new ParkedRequest
            {
                From = records[0].GlobalNumber,
                MaxCount = records.Count,
            },
            cancellationToken).ConfigureAwait(false);
        return [.. parked.Select(message => message.GlobalNumber)];
    }

    private async ValueTask SaveStateAsync(Handover work, long position, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        if (work.State is not { } state || _stateHolder is not INamedSnapshot named)
        {
            return;
        }

        if (work.HasStaleState)
        {
            // The position was moved back: what is stored holds what is still to come, and nothing older takes its place.
            await transaction.DeleteSnapshotAsync(Source, SnapshotName(named), cancellationToken).ConfigureAwait(false);
        }

        Snapshot snapshot = new()
        {
            Stream = Source,
            Name = SnapshotName(named),
            Number = 0,
            GlobalNumber = position,
            State = state,
        };
        await transaction.SaveSnapshotAsync(snapshot, cancellationToken).ConfigureAwait(false);
    }

    // Two subscriptions of one source, or a subscription and a projection, may use the same handler.
    private string SnapshotName(INamedSnapshot named) => $"{Id}/{named.SnapshotName}";

    private sealed record BuiltState(long Position, SerializedState State, bool HasStaleSnapshot);
}
