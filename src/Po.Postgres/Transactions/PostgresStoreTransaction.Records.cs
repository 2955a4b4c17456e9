namespace Po.Postgres;

internal sealed partial class PostgresStoreTransaction
{
    private static readonly TimeSpan OutOfOrderLockTimeout = TimeSpan.FromMilliseconds(100);

    // The last of the streams appended to, in the order of their names.
    private string _lastStream = "";

    public ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        AppendRules.Check(request);
        return RunAsync(
            async token =>
            {
                var connection = await BeginAsync(token).ConfigureAwait(false);
                return await _parts.Records
                    .AppendAsync(connection, request, LockTimeoutsFor(request.Stream.ToString()), seesOneMoment: false, token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public ValueTask<IReadOnlyList<Record>> ReadStreamAsync(
        StreamId stream, PageRequest page, CancellationToken cancellationToken)
    {
        AppendRules.CheckStreamPage(stream, page);
        return RunAsync(
            async token =>
            {
                var connection = await BeginAsync(token).ConfigureAwait(false);
                return await _parts.Records.ReadStreamAsync(connection, stream, page, token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public ValueTask<RecordPage> ReadGlobalAsync(StreamId source, PageRequest page, CancellationToken cancellationToken)
    {
        AppendRules.CheckGlobalPage(source, page);
        return RunAsync(
            async token =>
            {
                var connection = await BeginAsync(token).ConfigureAwait(false);
                return await _parts.Records.ReadGlobalAsync(connection, source, page, token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public ValueTask<Record?> FindRecordAsync(Guid id, CancellationToken cancellationToken) => RunAsync(
        async token =>
        {
            var connection = await BeginAsync(token).ConfigureAwait(false);
            return await _parts.Pages.FindRecordAsync(connection, isolated: false, id, token).ConfigureAwait(false);
        },
        cancellationToken);

    public ValueTask<long> ReadLastNumberAsync(StreamId stream, CancellationToken cancellationToken)
    {
        AppendRules.CheckStream(stream);
        return RunAsync(
            async token =>
            {
                var connection = await BeginAsync(token).ConfigureAwait(false);
                return await _parts.Pages.ReadLastNumberAsync(connection, stream, token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public ValueTask<long> ReadHorizonAsync(CancellationToken cancellationToken) => RunAsync(
        async token =>
        {
            var connection = await BeginAsync(token).ConfigureAwait(false);
            return await _parts.Records.ReadHorizonAsync(connection, token).ConfigureAwait(false);
        },
        cancellationToken);

    // Transactions that append to the same streams in one order wait for each other and never lock up. Somebody who waits out of order is
    // part of every circle, so whoever does so gives up soon, at a time of its own, instead of when the server finds the circle.
    private (TimeSpan Now, TimeSpan Afterwards)? LockTimeoutsFor(string stream)
    {
        if (string.CompareOrdinal(stream, _lastStream) >= 0)
        {
            _lastStream = stream;
            return null;
        }

        return (OutOfOrderLockTimeout * (1 + Random.Shared.NextDouble()), _parts.Options.LockTimeout);
    }
}
