using Npgsql;

namespace Po.EndToEnd.Worker;

/// <summary>
/// Writes a row for each message in the transaction of the position, and says when it was at work, by the clock of the server. One
/// instance for each transaction.
/// </summary>
/// <remarks>
/// The end is the time of the last statement that has succeeded: until then the transaction, and its lock on the position, were there.
/// </remarks>
internal class LedgerHandler(ISubscriptionContext context, WorkerName process) : IHandler, IAsyncDisposable
{
    private const string Now = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    private const string Insert = """
        INSERT INTO ledger (subscription, global_number, process) VALUES ($1, $2, $3)
        RETURNING (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
        """;

    private NpgsqlTransaction? _transaction;
    private long _from;
    private long _to;

    public virtual async ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
    {
        if (_transaction is null)
        {
            _transaction = (NpgsqlTransaction)await context.GetTransactionAsync(cancellationToken);
            // Before the first row, which would wait for a transaction that writes the same one: that may not be.
            await using var now = new NpgsqlCommand(Now, _transaction.Connection, _transaction);
            _from = _to = (long)(await now.ExecuteScalarAsync(cancellationToken))!;
        }

        await using var insert = new NpgsqlCommand(Insert, _transaction.Connection, _transaction)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = context.SubscriptionId },
                new NpgsqlParameter<long> { TypedValue = message.GlobalNumber },
                new NpgsqlParameter<string> { TypedValue = process.Value },
            },
        };
        _to = (long)(await insert.ExecuteScalarAsync(cancellationToken))!;
    }

    public ValueTask DisposeAsync()
    {
        if (_from > 0)
        {
            Console.WriteLine($"worked {context.SubscriptionId} {_from} {_to}");
        }

        return ValueTask.CompletedTask;
    }
}
