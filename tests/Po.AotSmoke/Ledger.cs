using System.Data.Common;

namespace Po.AotSmoke;

/// <summary>Writes a read model through the transaction that moves its position; in SQL that both stores understand.</summary>
/// <param name="context">Where it is.</param>
internal sealed class Ledger(ISubscriptionContext context) : IHandler<Booked>
{
    public async ValueTask HandleAsync(Message<Booked> message, CancellationToken cancellationToken)
    {
        var transaction = await context.GetTransactionAsync(cancellationToken);
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            """
            INSERT INTO ledger (account, amount, bookings) VALUES (@account, @amount, 1)
            ON CONFLICT (account) DO UPDATE SET amount = ledger.amount + excluded.amount, bookings = ledger.bookings + 1
            """;
        Add(command, "@account", message.Stream.ToString());
        Add(command, "@amount", (long)(message.Data.Amount * 100));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Makes its table.</summary>
    /// <param name="connection">An open connection.</param>
    public static async Task CreateAsync(DbConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText =
            "CREATE TABLE IF NOT EXISTS ledger (account text NOT NULL PRIMARY KEY, amount bigint NOT NULL, bookings bigint NOT NULL)";
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Reads the row of an account.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="account">The stream.</param>
    public static async Task<(decimal Amount, long Bookings)> ReadAsync(DbConnection connection, StreamId account)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT amount, bookings FROM ledger WHERE account = @account";
        Add(command, "@account", account.ToString());
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? (reader.GetInt64(0) / 100m, reader.GetInt64(1)) : (0, 0);
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
