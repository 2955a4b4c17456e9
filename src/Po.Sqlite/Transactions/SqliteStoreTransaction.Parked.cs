namespace Po.Sqlite;

internal sealed partial class SqliteStoreTransaction
{
    public async ValueTask ParkAsync(IReadOnlyList<ParkedMessage> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        await ChangeParkedAsync(
            messages, static (connection, id, messages) => connection.Parked.Park(id, messages), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<ParkedStream>> FindParkedStreamsAsync(
        IReadOnlyCollection<StreamId> streams, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(streams);
        return ReadParkedAsync(
            streams,
            static IReadOnlyList<ParkedStream> (connection, id, streams) => connection.Parked.FindStreams(id, streams),
            cancellationToken);
    }

    public ValueTask<IReadOnlyList<ParkedMessage>> ReadParkedAsync(ParkedRequest request, CancellationToken cancellationToken)
    {
        SqliteStore.Check(request);
        return ReadParkedAsync(
            request,
            static IReadOnlyList<ParkedMessage> (connection, id, request) => connection.Parked.Read(id, request),
            cancellationToken);
    }

    public ValueTask<long> RequestReplayAsync(StreamId? stream, bool isRequested, CancellationToken cancellationToken) => ChangeParkedAsync(
        (Stream: stream, IsRequested: isRequested),
        static (connection, id, change) => connection.Parked.RequestReplay(id, change.Stream, change.IsRequested),
        cancellationToken);

    public ValueTask<long> UnparkAsync(StreamId? stream, long from, long to, CancellationToken cancellationToken) => ChangeParkedAsync(
        (Stream: stream, From: from, To: to),
        static (connection, id, range) => connection.Parked.Unpark(id, range.Stream, range.From, range.To),
        cancellationToken);

    private async ValueTask<T> ReadParkedAsync<TArgument, T>(
        TArgument argument, Func<StoreConnection, string, TArgument, T> read, CancellationToken cancellationToken)
    {
        using var call = await EnterAsync(cancellationToken).ConfigureAwait(false);
        CheckLocked();
        return await ReadInsideAsync(
            (_locked!.Id, argument, read),
            static (connection, work, _) => work.read(connection, work.Id, work.argument),
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<long> ChangeParkedAsync<TArgument>(
        TArgument argument, Func<StoreConnection, string, TArgument, long> change, CancellationToken cancellationToken)
    {
        using var call = await EnterAsync(cancellationToken).ConfigureAwait(false);
        await CheckChangeableAsync(cancellationToken).ConfigureAwait(false);
        await BeginAsync(cancellationToken).ConfigureAwait(false);
        _isChanged = true;
        return Run(
            (_locked!.Id, argument, change),
            static (connection, work, _) => work.change(connection, work.Id, work.argument),
            cancellationToken);
    }
}
