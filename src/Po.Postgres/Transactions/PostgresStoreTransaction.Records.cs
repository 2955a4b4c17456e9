using Npgsql;

namespace Po.Postgres;

internal sealed partial class PostgresStoreTransaction
{
    // Other transactions can be faster so often before the caller hears of it.
    private const int MaxCompetitions = 100;

    private static readonly TimeSpan OutOfOrderLockTimeout = TimeSpan.FromMilliseconds(100);

    // The last of the streams appended to, in the order of their names.
    private string _lastStream = "";

    public ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        AppendRules.Check(request);
        return RunAsync(token => AppendAsync(request, MaxCompetitions, token), cancellationToken);
    }

    public ValueTask<IReadOnlyList<Record>> ReadStreamAsync(
        StreamId stream, PageRequest page, CancellationToken cancellationToken)
    {
        AppendRules.CheckPage(stream, page);
        return RunAsync<IReadOnlyList<Record>>(
            async token =>
            {
                var connection = await BeginAsync(token).ConfigureAwait(false);
                var read = await _parts.Pages.ReadAsync(
                    connection, isolated: false, PageSource.Stream(stream), page, long.MaxValue, token).ConfigureAwait(false);
                return read.Records;
            },
            cancellationToken);
    }

    public ValueTask<RecordPage> ReadGlobalAsync(StreamId source, PageRequest page, CancellationToken cancellationToken)
    {
        AppendRules.CheckPage(source, page);
        return RunAsync(
            token => _parts.GlobalReader.ReadAsync(source, page, _parts.Horizon.Known, ProbeAsync, LeaseAsync, token), cancellationToken);
    }

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

    public ValueTask<long> ReadHorizonAsync(CancellationToken cancellationToken) => RunAsync(ProbeAsync, cancellationToken);

    // What this transaction has appended is final as far as it can see itself, so its own marker does not count.
    private async ValueTask<long> ProbeAsync(CancellationToken cancellationToken)
    {
        var connection = await BeginAsync(cancellationToken).ConfigureAwait(false);
        var reading = await _parts.HorizonStatements.ProbeAsync(connection, asTransaction: true, cancellationToken).ConfigureAwait(false);
        return reading.Horizon;
    }

    private async ValueTask<GlobalReader.Lease> LeaseAsync(CancellationToken cancellationToken) =>
        new(await BeginAsync(cancellationToken).ConfigureAwait(false), isIsolated: false);

    private async ValueTask<AppendResult> AppendAsync(AppendRequest request, int attempts, CancellationToken cancellationToken)
    {
        var connection = await BeginAsync(cancellationToken).ConfigureAwait(false);
        var lockTimeouts = LockTimeoutsFor(request.Stream.ToString());
        while (true)
        {
            try
            {
                var outcome = await _parts.Append
                    .ExecuteInTransactionAsync(connection, request, lockTimeouts, cancellationToken).ConfigureAwait(false);
                if (outcome.Stored is { } stored)
                {
                    return stored;
                }
            }
            catch (PostgresException e) when (attempts > 0 && (PostgresErrors.IsIdTaken(e) || PostgresErrors.IsNumberTaken(e)))
            {
                attempts--;
                await RollBackAppendAsync(connection, cancellationToken).ConfigureAwait(false);
            }

            var verdicts = await _parts.Resolver.ResolveAsync(connection, [request], cancellationToken).ConfigureAwait(false);
            if (verdicts[0].Stored is { } repeated)
            {
                return repeated;
            }

            if (verdicts[0].Error is { } error)
            {
                throw error;
            }
        }
    }

    // Transactions that append to the same streams in one order wait for each other and never lock up. Somebody who waits out of order is
    // part of every circle, so whoever does so gives up soon, at a time of its own, instead of when the server finds the circle.
    private (TimeSpan Now, TimeSpan Afterwards)? LockTimeoutsFor(string stream)
    {
        if (string.CompareOrdinal(stream, _lastStream) >= 0)
        {
            _lastStream = stream;
            return null;
        }

        return _isJoined ? null : (OutOfOrderLockTimeout * (1 + Random.Shared.NextDouble()), _parts.Options.LockTimeout);
    }

    private static async ValueTask RollBackAppendAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand($"ROLLBACK TO SAVEPOINT {AppendStatement.Savepoint}"),
                new NpgsqlBatchCommand($"RELEASE SAVEPOINT {AppendStatement.Savepoint}"),
            },
        };
        await using var _ = batch.ConfigureAwait(false);
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
