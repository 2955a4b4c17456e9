using Npgsql;

namespace Po.Chaos;

/// <summary>
/// An effect elsewhere, as a detached subscription has it: a row on a connection of its own. The receiver remembers the greatest epoch that it has
/// seen, and refuses what comes with a lower one.
/// </summary>
internal sealed class EffectHandler(ISubscriptionContext context, WorkerSettings settings, HandlerOrders orders) : IHandler
{
    public const string Subscription = "detached";

    private const string Insert = """
        INSERT INTO effects (global_number, epoch, process)
        SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT FROM effects WHERE epoch > $2)
        """;

    public async ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
    {
        if (orders.TryTakeHold(Subscription, out var time))
        {
            Tell.Line($"holding {Subscription} {context.Epoch}");
            await Task.Delay(time, cancellationToken);
        }

        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var insert = new NpgsqlCommand(Insert, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<long> { TypedValue = message.GlobalNumber },
                new NpgsqlParameter<long> { TypedValue = context.Epoch },
                new NpgsqlParameter<string> { TypedValue = settings.Name },
            },
        };
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}
