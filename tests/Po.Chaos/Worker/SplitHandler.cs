using Npgsql;

namespace Po.Chaos;

/// <summary>Writes a row for each message of its partition, in the transaction of the partition's position.</summary>
internal sealed class SplitHandler(ISubscriptionContext context, WorkerSettings settings) : IHandler
{
    public const string Subscription = "split";

    public async ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
    {
        var transaction = (NpgsqlTransaction)await context.GetTransactionAsync(cancellationToken);
        await using var insert = new NpgsqlCommand(
            "INSERT INTO split (global_number, stream, number, process) VALUES ($1, $2, $3, $4)", transaction.Connection, transaction)
        {
            Parameters =
            {
                new NpgsqlParameter<long> { TypedValue = message.GlobalNumber },
                new NpgsqlParameter<string> { TypedValue = message.Stream.ToString() },
                new NpgsqlParameter<long> { TypedValue = message.Number },
                new NpgsqlParameter<string> { TypedValue = settings.Name },
            },
        };
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}
