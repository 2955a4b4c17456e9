using Npgsql;

namespace Po.EndToEnd.Tests;

/// <inheritdoc cref="RowCounter"/>
internal sealed class PostgresRowCounter(ISubscriptionContext context) : IHandler<CarPassed>
{
    public async ValueTask HandleAsync(Message<CarPassed> message, CancellationToken cancellationToken)
    {
        var transaction = (NpgsqlTransaction)await context.GetTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "INSERT INTO cars (subscription, plate) VALUES ($1, $2)", transaction.Connection, transaction)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = context.SubscriptionId },
                new NpgsqlParameter<string> { TypedValue = message.Data.Plate },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
