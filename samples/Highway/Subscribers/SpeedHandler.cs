using Po;

namespace Highway;

/// <summary>Keeps the average speed on each road.</summary>
internal sealed class SpeedHandler(Ledger ledger) : IHandler<CarLeft>
{
    public const string Id = "speeds";

    private const string Add = """
        INSERT INTO highway_speeds AS s (road, cars, speeds) VALUES (@road, 1, @speed)
        ON CONFLICT (road) DO UPDATE SET cars = s.cars + 1, speeds = s.speeds + excluded.speeds
        """;

    public async ValueTask HandleAsync(Message<CarLeft> message, CancellationToken cancellationToken)
    {
        await using var tables = await ledger.OpenAsync(cancellationToken);
        await ledger.CountAsync(tables, message, cancellationToken);
        await tables.ExecuteAsync(Add, cancellationToken, ("road", message.Data.Road), ("speed", (long)message.Data.Speed));
    }
}
