using Npgsql;

namespace Po.Postgres;

internal sealed partial class PostgresStoreTransaction
{
    public async ValueTask ParkAsync(IReadOnlyList<ParkedMessage> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        await ChangeParkedAsync(
            (connection, id, token) => _parts.Subscriptions.ParkAsync(connection, id, messages, token), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<ParkedStream>> FindParkedStreamsAsync(
        IReadOnlyCollection<StreamId> streams, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(streams);
        return RunLockedAsync(
            (connection, id, token) => _parts.Subscriptions.FindParkedStreamsAsync(connection, id, streams, token), cancellationToken);
    }

    public ValueTask<IReadOnlyList<ParkedMessage>> ReadParkedAsync(ParkedRequest request, CancellationToken cancellationToken)
    {
        Check(request);
        return RunLockedAsync(
            (connection, id, token) => _parts.Subscriptions.ReadParkedAsync(connection, id, request, token), cancellationToken);
    }

    public ValueTask<long> RequestReplayAsync(StreamId? stream, bool isRequested, CancellationToken cancellationToken) => ChangeParkedAsync(
        (connection, id, token) => _parts.Subscriptions.RequestReplayAsync(connection, id, stream, isRequested, token), cancellationToken);

    public ValueTask<long> UnparkAsync(StreamId? stream, long from, long to, CancellationToken cancellationToken) => ChangeParkedAsync(
        (connection, id, token) => _parts.Subscriptions.UnparkAsync(connection, id, stream, from, to, token), cancellationToken);

    internal static void Check(ParkedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.MaxCount, 1, nameof(request));
    }

    private ValueTask<long> ChangeParkedAsync(
        Func<NpgsqlConnection, string, CancellationToken, ValueTask<long>> change, CancellationToken cancellationToken) => RunLockedAsync(
        (connection, id, token) =>
        {
            CheckChangeable();
            _isChanged = true;
            return change(connection, id, token);
        },
        cancellationToken);

    private ValueTask<T> RunLockedAsync<T>(
        Func<NpgsqlConnection, string, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken) => RunAsync(
        token =>
        {
            CheckLocked();
            return work(_connection!, _locked!.Id, token);
        },
        cancellationToken);
}
