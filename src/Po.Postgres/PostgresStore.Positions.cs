namespace Po.Postgres;

public sealed partial class PostgresStore
{
    /// <inheritdoc/>
    public async ValueTask<long> ReadPositionAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        var connection = await _connections.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var command = PostgresCommand.Create(connection, _sql.ReadPosition, PostgresParameter.Text(subscriptionId));
        await using var __ = command.ConfigureAwait(false);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as long? ?? 0;
    }

    /// <inheritdoc/>
    /// <remarks>Waits for a transaction that holds the position; its work is stored, and replayed then.</remarks>
    public async ValueTask DeletePositionAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        var connection = await _connections.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var command = PostgresCommand.Create(connection, _sql.DeletePosition, PostgresParameter.Text(subscriptionId));
        await using var __ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
