using Npgsql;

namespace Po.Postgres;

// Sends appends in one round trip. Outside a transaction the statement is one of its own, committed before this returns.
internal sealed class AppendStatement(PostgresSql sql, PostgresConnections connections)
{
    public const string Savepoint = "po_append";

    /// <summary>Appends outside a transaction.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="requests">The appends, ordered by stream; one that expects a number is the only one to its stream.</param>
    /// <param name="lockTimeout">How long to wait for other transactions; zero for ever.</param>
    /// <param name="cancellationToken">Asks the server to give up, which it does wholly or not at all.</param>
    /// <returns>What became of each append.</returns>
    public ValueTask<AppendOutcome[]> ExecuteAsync(
        NpgsqlConnection connection,
        IReadOnlyList<AppendRequest> requests,
        TimeSpan lockTimeout,
        CancellationToken cancellationToken)
    {
        var settings = new NpgsqlBatchCommand(sql.AppendSettings)
        {
            Parameters = { PostgresParameter.Timeout(lockTimeout) },
        };
        return ExecuteAsync(connection, [settings], skip: 1, requests, [], lockTimeout, cancellationToken);
    }

    /// <summary>Appends inside a transaction, below a savepoint that is released if all went well.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="request">The append.</param>
    /// <param name="lockTimeouts">How long to wait for other transactions, now and afterwards; null for as long as the transaction says.</param>
    /// <param name="cancellationToken">Asks the server to give up.</param>
    /// <returns>What became of the append.</returns>
    public async ValueTask<AppendOutcome> ExecuteInTransactionAsync(
        NpgsqlConnection connection,
        AppendRequest request,
        (TimeSpan Now, TimeSpan Afterwards)? lockTimeouts,
        CancellationToken cancellationToken)
    {
        var savepoint = new NpgsqlBatchCommand($"SAVEPOINT {Savepoint}");
        var release = new NpgsqlBatchCommand($"RELEASE SAVEPOINT {Savepoint}");
        var outcomes = lockTimeouts is var (now, afterwards)
            ? await ExecuteAsync(
                connection,
                [savepoint, SetLockTimeout(now)],
                skip: 1,
                [request],
                [SetLockTimeout(afterwards), release],
                TimeSpan.Zero,
                cancellationToken).ConfigureAwait(false)
            : await ExecuteAsync(
                connection, [savepoint], skip: 0, [request], [release], TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        return outcomes[0];
    }

    private NpgsqlBatchCommand SetLockTimeout(TimeSpan timeout) =>
        new(sql.SetLockTimeout) { Parameters = { PostgresParameter.Timeout(timeout) } };

    private async ValueTask<AppendOutcome[]> ExecuteAsync(
        NpgsqlConnection connection,
        NpgsqlBatchCommand[] before,
        int skip,
        IReadOnlyList<AppendRequest> requests,
        NpgsqlBatchCommand[] after,
        TimeSpan lockTimeout,
        CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection)
        {
            Timeout = connection.CommandTimeout == 0 ? 0 : connection.CommandTimeout + (int)Math.Ceiling(lockTimeout.TotalSeconds),
        };
        await using var _ = batch.ConfigureAwait(false);
        Add(batch, before);
        var append = new NpgsqlBatchCommand(sql.Append);
        new AppendParameters(requests).AddTo(append);
        batch.BatchCommands.Add(append);
        Add(batch, after);
        if (connections.Prepares(connection))
        {
            await batch.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        for (; skip > 0; skip--)
        {
            // Settings answer with a row, too.
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        }

        var outcomes = await ReadOutcomesAsync(reader, requests, cancellationToken).ConfigureAwait(false);

        // The rows come before the commit: only the end of the answer says that it has succeeded.
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
        {
        }

        return outcomes;
    }

    private static void Add(NpgsqlBatch batch, NpgsqlBatchCommand[] commands)
    {
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }
    }

    // Rows come in the order of the records; where one is missing its whole append was refused.
    private static async ValueTask<AppendOutcome[]> ReadOutcomesAsync(
        NpgsqlDataReader reader, IReadOnlyList<AppendRequest> requests, CancellationToken cancellationToken)
    {
        var outcomes = new AppendOutcome[requests.Count];
        var hasRow = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        for (var append = 0; hasRow && append < requests.Count; append++)
        {
            var request = requests[append];
            if (reader.GetGuid(0) != request.Records[0].Id)
            {
                continue;
            }

            var globalNumbers = new long[request.Records.Count];
            var last = 0L;
            for (var i = 0; i < globalNumbers.Length; i++)
            {
                last = reader.GetInt64(1);
                globalNumbers[i] = reader.GetInt64(2);
                hasRow = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            }

            outcomes[append] = new AppendOutcome(
                new AppendResult { Stream = request.Stream, LastNumber = last, GlobalNumbers = globalNumbers });
        }

        return outcomes;
    }
}
