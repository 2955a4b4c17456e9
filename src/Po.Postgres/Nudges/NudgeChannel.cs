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

    public async ValueTask NotifyAsync(
        NpgsqlConnection connection, IReadOnlyDictionary<StreamId, long> nudges, CancellationToken cancellationToken)
    {
        var command = PostgresCommand.Create(
            connection, sql.Notify, PostgresParameter.Text(Name), PostgresParameter.Text(NudgePayload.Write(Sender, nudges)));
        await using var _ = command.ConfigureAwait(false);
        command.CommandTimeout = TimeoutSeconds;
        if (connections.Prepares(connection))
        {
            await command.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
