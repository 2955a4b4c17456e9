using Po;

namespace Highway;

/// <summary>Charges each car for its way; fails for one whose kind has no tariff.</summary>
internal sealed class TollHandler(Ledger ledger, WorkerOptions options) : IHandler<CarLeft>
{
    public const string Id = "tolls";

    private const string Charge = """
        INSERT INTO highway_tolls AS t (road, cars, cents) VALUES (@road, 1, @cents)
        ON CONFLICT (road) DO UPDATE SET cars = t.cars + 1, cents = t.cents + excluded.cents
        """;

    public async ValueTask HandleAsync(Message<CarLeft> message, CancellationToken cancellationToken)
    {
        if (options.Careless)
        {
            await HandleCarelesslyAsync(message, cancellationToken);
            return;
        }

        await using var tables = await ledger.OpenAsync(cancellationToken);
        await ledger.CountAsync(tables, message, cancellationToken);
        await ChargeAsync(tables, message.Data, cancellationToken);
    }

    // The mistake that the proof finds: what is committed here stays, whatever becomes of the message.
    private async ValueTask HandleCarelesslyAsync(Message<CarLeft> message, CancellationToken cancellationToken)
    {
        await using (var tables = await ledger.OpenElsewhereAsync(cancellationToken))
        {
            await ledger.CountAsync(tables, message, cancellationToken);
            await tables.CommitAsync();
        }

        await using var charged = await ledger.OpenElsewhereAsync(cancellationToken);
        await ChargeAsync(charged, message.Data, cancellationToken);
        await charged.CommitAsync();
    }

    private static async ValueTask ChargeAsync(Tables tables, CarLeft left, CancellationToken cancellationToken)
    {
        var tariff = await tables.FindAsync("SELECT cents FROM highway_tariffs WHERE kind = @kind", cancellationToken, ("kind", left.Kind))
            ?? throw new UnknownTariffException(left.Kind);
        await tables.ExecuteAsync(Charge, cancellationToken, ("road", left.Road), ("cents", tariff * left.Kilometres));
    }
}
