using Po;

namespace Highway;

/// <summary>
/// Writes an invoice in another system (here, too, a table, but in a transaction of its own): detached, so it may be asked to write one
/// again. The key (subscription, global number) is what the other system knows it by.
/// </summary>
internal sealed class InvoiceHandler(Ledger ledger, ISubscriptionContext context) : IHandler<CarLeft>
{
    public const string Id = "invoices";

    private const string Write = """
        INSERT INTO highway_invoices (subscriber, global_number, car, epoch, deliveries) VALUES (@subscriber, @message, @car, @epoch, 1)
        ON CONFLICT (subscriber, global_number) DO NOTHING
        """;

    private const string Recognise = """
        UPDATE highway_invoices SET deliveries = deliveries + 1 WHERE subscriber = @subscriber AND global_number = @message
        """;

    public async ValueTask HandleAsync(Message<CarLeft> message, CancellationToken cancellationToken)
    {
        (string, object) subscriber = ("subscriber", context.SubscriptionId);
        (string, object) number = ("message", message.GlobalNumber);
        await using var tables = await ledger.OpenElsewhereAsync(cancellationToken);
        if (await tables.ExecuteAsync(
            Write, cancellationToken, subscriber, number, ("car", message.Stream.Entity!), ("epoch", context.Epoch)) > 0)
        {
            await ledger.CountAsync(tables, message, cancellationToken);
        }
        else
        {
            await tables.ExecuteAsync(Recognise, cancellationToken, subscriber, number);
        }

        await tables.CommitAsync();
    }
}
