namespace Po.Postgres;

// Behind a pooler that lends a connection of the server for one transaction, LISTEN succeeds and nothing is ever heard.
internal sealed class ListenCheck(NudgeChannel channel, TimeProvider time)
{
    /// <summary>Refuses to listen in vain, at the cost of nothing unless there is a pooler.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PoConfigurationException">Notifications do not come through the pooler.</exception>
    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        if (!channel.Connections.IsBehindPooler)
        {
            return;
        }

        var echo = new NudgeEcho(channel, time);
        var connection = await channel.Connections.OpenUnpooledAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        connection.Notification += (_, notification) =>
        {
            if (NudgePayload.Read(notification.Payload).Sender == channel.Sender)
            {
                echo.Hear();
            }
        };
        await channel.ListenAsync(connection, cancellationToken).ConfigureAwait(false);
        if (!await echo.ReturnsAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            throw new PoConfigurationException(
                $"The PostgreSQL store {channel.Connections.Name} is refused: Listen is on, but notifications do not come through the pooler "
                + "that stands between, as it is with PgBouncer in transaction mode. Set Po:Postgres:Listen to false, which leaves it to "
                + "polling, or connect past the pooler.");
        }
    }
}
