using Dapper;

namespace Po.Transactions.Tests;

#region handler
// How much each order is worth. Its SQL is the same for PostgreSQL and SQLite.
public sealed class OrderTotals(ISubscriptionContext context) : IHandler<OrderPlaced>
{
    public async ValueTask HandleAsync(Message<OrderPlaced> message, CancellationToken cancellationToken)
    {
        // Null while it is live, the name of the new table while it is rebuilt.
        var table = context.Target ?? "totals";
        var transaction = await context.GetTransactionAsync(cancellationToken);
        await transaction.Connection!.ExecuteAsync(
            $"""
            INSERT INTO {table} (id, total) VALUES (@Id, @Total)
            ON CONFLICT (id) DO UPDATE SET total = {table}.total + excluded.total
            """,
            new Order { Id = message.Stream.Entity!, Total = message.Data.Total },
            transaction);
    }
}
#endregion
