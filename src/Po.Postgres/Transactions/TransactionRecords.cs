using Npgsql;

namespace Po.Postgres;

// Appends and reads records inside a transaction that is open on a connection. Keeps nothing from one call to the next, so whatever the
// transaction takes back is gone.
internal sealed class TransactionRecords(TransactionParts parts)
{
    // Other transactions can be faster so often before the caller hears of it.
    private const int MaxCompetitions = 100;

    /// <summary>Appends below a savepoint, so that a refused append leaves the transaction as it was.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="request">The append.</param>
    /// <param name="lockTimeouts">How long to wait for other transactions, now and afterwards; null for as long as the transaction says.</param>
    /// <param name="seesOneMoment">Whether the transaction never sees what others have committed since it began.</param>
    /// <param name="cancellationToken">Asks the server to give up.</param>
    public async ValueTask<AppendResult> AppendAsync(
        NpgsqlConnection connection,
        AppendRequest request,
        (TimeSpan Now, TimeSpan Afterwards)? lockTimeouts,
        bool seesOneMoment,
        CancellationToken cancellationToken)
    {
        for (var attempts = MaxCompetitions; ; attempts--)
        {
            try
            {
                var outcome = await parts.Append
                    .ExecuteInTransactionAsync(connection, request, lockTimeouts, cancellationToken).ConfigureAwait(false);
                if (outcome.Stored is { } stored)
                {
                    return stored;
                }
            }
            catch (PostgresException e) when (attempts > 0 && (PostgresErrors.IsIdTaken(e) || PostgresErrors.IsNumberTaken(e)))
            {
                await RollBackAppendAsync(connection, cancellationToken).ConfigureAwait(false);
                attempts = seesOneMoment ? 0 : attempts;
                if (seesOneMoment && PostgresErrors.IsNumberTaken(e))
                {
                    // It will never see who was faster, so it has in fact expected the stream to be as it sees it.
                    var seen = await parts.Pages.ReadLastNumberAsync(connection, request.Stream, cancellationToken).ConfigureAwait(false);
                    throw new WriteConflictException(request.Stream, ExpectedNumber.Exactly(seen), seen + 1);
                }
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.NoActiveSqlTransaction)
            {
                throw new InvalidOperationException("The transaction has ended.", e);
            }

            var verdicts = await parts.Resolver.ResolveAsync(connection, [request], cancellationToken).ConfigureAwait(false);
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

    public async ValueTask<IReadOnlyList<Record>> ReadStreamAsync(
        NpgsqlConnection connection, StreamId stream, PageRequest page, CancellationToken cancellationToken)
    {
        var read = await parts.Pages.ReadAsync(
            connection, isolated: false, PageSource.Stream(stream), page, long.MaxValue, cancellationToken).ConfigureAwait(false);
        return read.Records;
    }

    public ValueTask<RecordPage> ReadGlobalAsync(
        NpgsqlConnection connection, StreamId source, PageRequest page, CancellationToken cancellationToken) =>
        parts.GlobalReader.ReadAsync(source, page, new TransactionReadAccess(parts, connection), cancellationToken);

    public ValueTask<long> ReadHorizonAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        new TransactionReadAccess(parts, connection).ProbeAsync(cancellationToken);

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
