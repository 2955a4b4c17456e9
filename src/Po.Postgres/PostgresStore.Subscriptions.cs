using System.Data;
using Npgsql;

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
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);

        // In this order: the second statement sees what the transaction has parked that the first one has waited for.
        var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(_sql.DeletePosition) { Parameters = { PostgresParameter.Text(subscriptionId) } },
                new NpgsqlBatchCommand(_sql["delete_parked"]) { Parameters = { PostgresParameter.Text(subscriptionId) } },
            },
        };
        await using var ___ = batch.ConfigureAwait(false);
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<StoredSubscription?> ReadSubscriptionAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        var connection = await _connections.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return await _transactionParts.Subscriptions.ReadAsync(connection, subscriptionId, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StoredSubscription>> ReadSubscriptionsAsync(CancellationToken cancellationToken)
    {
        var connection = await _connections.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return await _transactionParts.Subscriptions.ReadAllAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ParkedMessage>> ReadParkedAsync(
        string subscriptionId, ParkedRequest request, CancellationToken cancellationToken)
    {
        PostgresStoreTransaction.Check(request);
        var connection = await _connections.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return await _transactionParts.Subscriptions
            .ReadParkedAsync(connection, subscriptionId, request, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AuditEntry>> ReadAuditAsync(
        string? subscriptionId, long before, int maxCount, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        var connection = await _connections.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return await _transactionParts.Subscriptions
            .ReadAuditAsync(connection, subscriptionId, before, maxCount, cancellationToken).ConfigureAwait(false);
    }
}
