using Npgsql;

namespace Po.Chaos;

/// <summary>Writes rows of handlers in the transactions that move their positions.</summary>
internal static class Rows
{
    /// <summary>One row for each message of each subscription; a second one is refused.</summary>
    public const string Create = """
        CREATE TABLE handled (
          sequence bigint GENERATED ALWAYS AS IDENTITY,
          subscription text COLLATE "C" NOT NULL,
          global_number bigint NOT NULL,
          CONSTRAINT handled_pkey PRIMARY KEY (subscription, global_number)
        )
        """;

    public static Task WriteAsync(ISubscriptionContext context, Message message, CancellationToken cancellationToken) => RunAsync(
        context,
        FormattableString.Invariant($"INSERT INTO handled (subscription, global_number) VALUES ('{context.SubscriptionId}', {message.GlobalNumber})"),
        cancellationToken);

    public static async Task RunAsync(ISubscriptionContext context, string sql, CancellationToken cancellationToken)
    {
        var transaction = (NpgsqlTransaction)await context.GetTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What a subscription has handled, in that order.</summary>
    public static async Task<IReadOnlyList<long>> ReadAsync(Ledger ledger, string subscription, CancellationToken cancellationToken) =>
        [.. (await ledger.ReadRowsAsync($"SELECT global_number FROM handled WHERE subscription = '{subscription}' ORDER BY sequence", null, cancellationToken))
            .Select(row => (long)row[0])];
}
