using Po;

namespace Highway;

/// <summary>How a subscriber reaches its tables, and says that it has counted a message and which process has done so.</summary>
internal sealed class Ledger(ISubscriptionContext context, IStore store, WorkerOptions options, TimeProvider time)
{
    private const string Count = """
        INSERT INTO highway_passages (subscriber, global_number, worker) VALUES (@subscriber, @message, @worker);
        INSERT INTO highway_workers AS w (subscriber, worker, counted, changed_at) VALUES (@subscriber, @worker, 1, @now)
        ON CONFLICT (subscriber, worker) DO UPDATE SET counted = w.counted + 1, changed_at = excluded.changed_at;
        """;

    /// <summary>Opens the tables in the transaction that moves the position: what is written there is written exactly once.</summary>
    public async ValueTask<Tables> OpenAsync(CancellationToken cancellationToken) =>
        Tables.Of(await context.GetTransactionAsync(cancellationToken));

    /// <summary>Opens the tables in a transaction of their own, as if they were in another system.</summary>
    public ValueTask<Tables> OpenElsewhereAsync(CancellationToken cancellationToken) => Tables.BeginAsync(store, cancellationToken);

    /// <summary>Takes as long as real work takes, then notes the message.</summary>
    public async ValueTask CountAsync(Tables tables, Message message, CancellationToken cancellationToken)
    {
        await Task.Delay(options.Work, time, cancellationToken);
        await tables.ExecuteAsync(
            Count,
            cancellationToken,
            ("subscriber", context.SubscriptionId),
            ("message", message.GlobalNumber),
            ("worker", Environment.ProcessId),
            ("now", time.GetUtcNow().ToUnixTimeMilliseconds()));
    }
}
