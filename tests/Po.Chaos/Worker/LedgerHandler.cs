using Npgsql;

namespace Po.Chaos;

/// <summary>
/// Writes a row for each message in the transaction of the position, and says when it was at work, by the clock of the server. One
/// instance for each transaction.
/// </summary>
/// <remarks>
/// The end is the time of the last statement that has succeeded: until then the transaction, and its lock on the position, were there.
/// </remarks>
internal class LedgerHandler(ISubscriptionContext context, WorkerSettings settings, HandlerOrders orders) : IHandler, IAsyncDisposable
{
    private const string Begin =
        "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, pg_current_xact_id()::text::bigint";

    private const string Insert = """
        INSERT INTO ledger (subscription, global_number, process, epoch) VALUES ($1, $2, $3, $4)
        RETURNING (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
        """;

    private NpgsqlTransaction? _transaction;
    private long _epoch;
    private long _from;
    private long _to;
    private long _last;

    public virtual async ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
    {
        _transaction ??= await BeginAsync(cancellationToken);
        if (message.GlobalNumber <= _last)
        {
            Tell.Line($"disorder {context.SubscriptionId} {message.GlobalNumber} after {_last}");
        }

        _last = message.GlobalNumber;
        await using var insert = new NpgsqlCommand(Insert, _transaction.Connection, _transaction)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = context.SubscriptionId },
                new NpgsqlParameter<long> { TypedValue = message.GlobalNumber },
                new NpgsqlParameter<string> { TypedValue = settings.Name },
                new NpgsqlParameter<long> { TypedValue = _epoch },
            },
        };
        _to = (long)(await insert.ExecuteScalarAsync(cancellationToken))!;
        await StayAsync(message, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        if (_from > 0)
        {
            Tell.Line($"worked {context.SubscriptionId} {_from} {_to} {_epoch}");
        }

        return ValueTask.CompletedTask;
    }

    // Before the first row, which would wait for a transaction that writes the same one: that may not be.
    private async Task<NpgsqlTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        var transaction = (NpgsqlTransaction)await context.GetTransactionAsync(cancellationToken);
        await using var begin = new NpgsqlCommand(Begin, transaction.Connection, transaction);
        await using var reader = await begin.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        _from = _to = reader.GetInt64(0);
        _epoch = reader.GetInt64(1);
        return transaction;
    }

    // Some messages take a while, so that faults meet handlers in the middle.
    private async Task StayAsync(Message message, CancellationToken cancellationToken)
    {
        if (orders.TryTakeHold(context.SubscriptionId, out var time))
        {
            Tell.Line($"holding {context.SubscriptionId} {_epoch}");
            await Task.Delay(time, cancellationToken);
        }
        else if (message.GlobalNumber % 16 == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(message.GlobalNumber / 16 % 8), cancellationToken);
        }
    }
}
