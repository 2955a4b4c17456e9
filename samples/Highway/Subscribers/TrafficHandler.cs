using Po;

namespace Highway;

/// <summary>Counts the cars on each road.</summary>
internal sealed class TrafficHandler(Ledger ledger) : IHandler<CarEntered>, IHandler<CarLeft>
{
    public const string Id = "traffic";

    private const string Add = """
        INSERT INTO highway_roads AS r (road, entered, departed) VALUES (@road, @entered, @departed)
        ON CONFLICT (road) DO UPDATE SET entered = r.entered + excluded.entered, departed = r.departed + excluded.departed
        """;

    public ValueTask HandleAsync(Message<CarEntered> message, CancellationToken cancellationToken) =>
        AddAsync(message, message.Data.Road, entered: 1, departed: 0, cancellationToken);

    public ValueTask HandleAsync(Message<CarLeft> message, CancellationToken cancellationToken) =>
        AddAsync(message, message.Data.Road, entered: 0, departed: 1, cancellationToken);

    private async ValueTask AddAsync(Message message, string road, long entered, long departed, CancellationToken cancellationToken)
    {
        await using var tables = await ledger.OpenAsync(cancellationToken);
        await ledger.CountAsync(tables, message, cancellationToken);
        await tables.ExecuteAsync(Add, cancellationToken, ("road", road), ("entered", entered), ("departed", departed));
    }
}
