using Npgsql;

namespace Po.Postgres;

// Sends appends in one round trip. Outside a transaction the statement is one of its own, committed before this returns.
internal sealed class AppendStatement(PostgresSql sql, PostgresConnections connections)
{
    public const string Savepoint = "po_append";

    /// <summary>Appends outside a transaction, with settings of its own.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="items">The appends, ordered by stream; one that expects a number is the only one to its stream.</param>
    /// <param name="lockTimeout">How long to wait for other transactions; zero for ever.</param>
    /// <param name="cancellationToken">Asks the server to give up, which it does wholly or not at all.</param>
    /// <returns>What became of each append.</returns>
    public ValueTask<AppendOutcome[]> ExecuteAsync(
        NpgsqlConnection connection,
        AppendItem[] items,
        TimeSpan lockTimeout,
        CancellationToken cancellationToken)
    {
        var settings = new NpgsqlBatchCommand(sql.AppendSettings)
        {
            Parameters = { PostgresParameter.Timeout(lockTimeout) },
        };
        return ExecuteAsync(connection, [settings], skip: 1, items, [], lockTimeout, cancellationToken);
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
        var item = new AppendItem(request, request.Stream.ToString());
        var savepoint = new NpgsqlBatchCommand($"SAVEPOINT {Savepoint}");
        var release = new NpgsqlBatchCommand($"RELEASE SAVEPOINT {Savepoint}");
        var outcomes = lockTimeouts is var (now, afterwards)
            ? await ExecuteAsync(
                connection,
                [savepoint, SetLockTimeout(now)],
                skip: 1,
                [item],
                [SetLockTimeout(afterwards), release],
                TimeSpan.Zero,
                cancellationToken).ConfigureAwait(false)
            : await ExecuteAsync(
                connection, [savepoint], skip: 0, [item], [release], TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        return outcomes[0];
    }

    private NpgsqlBatchCommand SetLockTimeout(TimeSpan timeout) =>
        new(sql.SetLockTimeout) { Parameters = { PostgresParameter.Timeout(timeout) } };

    private async ValueTask<AppendOutcome[]> ExecuteAsync(
        NpgsqlConnection connection,
        NpgsqlBatchCommand[] before,
        int skip,
        AppendItem[] items,
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
        batch.BatchCommands.Add(CreateAppend(items));
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

        return await AppendOutcome.ReadAsync(reader, items, cancellationToken).ConfigureAwait(false);
    }

    private NpgsqlBatchCommand CreateAppend(AppendItem[] items)
    {
        if (items is [{ Request.Records.Count: 1 } item])
        {
            var one = new NpgsqlBatchCommand(sql.AppendOne);
            var values = new AppendOneParameters();
            values.Set(item, default);
            values.AddTo(one.Parameters);
            return one;
        }

        var many = new NpgsqlBatchCommand(sql.Append);
        var arrays = new AppendParameters();
        arrays.Set(items, default);
        arrays.AddTo(many.Parameters);
        return many;
    }

    private static void Add(NpgsqlBatch batch, NpgsqlBatchCommand[] commands)
    {
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }
    }
}
