using Npgsql;

namespace Po.Postgres;

// The channel of one schema as one process uses it.
internal sealed class NudgeChannel(PostgresConnections connections, PostgresSql sql)
{
    // A connection that does not answer such a small command in this time is half-open.
    private const int TimeoutSeconds = 5;

    public PostgresConnections Connections => connections;

    public string Name { get; } = sql.Schema == "public" ? "po_written" : $"po_written_{sql.Schema}";

    /// <summary>Tells this process's notifications from those of others.</summary>
    public string Sender { get; } = Guid.NewGuid().ToString("N");

    public async ValueTask ListenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = PostgresCommand.Create(connection, $"LISTEN \"{Name}\"");
        await using var _ = command.ConfigureAwait(false);
        command.CommandTimeout = TimeoutSeconds;
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a notification.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="nudges">What is new.</param>
    /// <param name="isOnce">
    /// Whether it is hardly ever done on this connection, so that it is not worth to prepare it; nor does the driver allow preparing, which is a
    /// round trip, less than the time of the connection string.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask NotifyAsync(
        NpgsqlConnection connection, IReadOnlyDictionary<StreamId, long> nudges, bool isOnce, CancellationToken cancellationToken)
    {
        var command = PostgresCommand.Create(
            connection, sql.Notify, PostgresParameter.Text(Name), PostgresParameter.Text(NudgePayload.Write(Sender, nudges)));
        await using var _ = command.ConfigureAwait(false);
        command.CommandTimeout = TimeoutSeconds;
        if (!isOnce && connections.Prepares(connection))
        {
            await command.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
