using Microsoft.Data.Sqlite;

namespace Po.EndToEnd.Tests;

// Counts a car by a row of its own, written through the transaction that moves the position. The key of the table would refuse a
// second row.
internal sealed class RowCounter(ISubscriptionContext context) : IHandler<CarPassed>
{
    public async ValueTask HandleAsync(Message<CarPassed> message, CancellationToken cancellationToken)
    {
        var transaction = (SqliteTransaction)await context.GetTransactionAsync(cancellationToken);
        await using var command = new SqliteCommand(
            "INSERT INTO cars (subscription, plate) VALUES (@subscription, @plate)", transaction.Connection, transaction);
        command.Parameters.AddWithValue("@subscription", context.SubscriptionId);
        command.Parameters.AddWithValue("@plate", message.Data.Plate);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
