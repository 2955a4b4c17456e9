using Npgsql;

namespace Po.Postgres;

internal sealed partial class PostgresStoreTransaction
{
    // The lock keeps other workers away, but not what a handler does to the row through its own transaction.
    private bool HasToWriteSubscription => _locked is not null && (_position != _locked.Position || _isChanged || _isExposed);

    // Without anything about the subscription the driver commits by itself.
    private ValueTask WriteAndCommitAsync() => HasToWriteSubscription || _audit.Count > 0
        ? WriteSubscriptionAndCommitAsync()
        : new(_transaction!.CommitAsync(CancellationToken.None));

    private async ValueTask WriteSubscriptionAndCommitAsync()
    {
        // No token: whoever asks for a commit learns what has become of it.
        var batch = new NpgsqlBatch(_connection!);
        await using var _ = batch.ConfigureAwait(false);
        if (HasToWriteSubscription)
        {
            batch.BatchCommands.Add(CreateWrite());
            if (_lease is not null && !_isDeleted)
            {
                batch.BatchCommands.Add(_parts.Subscriptions.SetLease(_locked!.Id, _lease));
            }
        }

        foreach (var entry in _audit)
        {
            batch.BatchCommands.Add(_parts.Subscriptions.AddAudit(_locked!.Id, entry));
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        try
        {
            if (_parts.Connections.Prepares(_connection!))
            {
                await batch.PrepareAsync(CancellationToken.None).ConfigureAwait(false);
            }

            await batch.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.DivisionByZero, Where: null })
        {
            // A trigger of the application that divides by zero in the commit says where.
            throw new PositionConflictException(_locked!.Id, _locked.Position);
        }
    }

    private NpgsqlBatchCommand CreateWrite()
    {
        var text = _isDeleted ? _parts.Sql["delete_locked_position"]
            : _status is null ? _parts.Sql.MovePosition
            : _parts.Sql["move_position_with_status"];
        var write = new NpgsqlBatchCommand(text)
        {
            Parameters = { PostgresParameter.Text(_locked!.Id), PostgresParameter.BigInt(_locked.Position) },
        };
        if (!_isDeleted)
        {
            write.Parameters.Add(PostgresParameter.BigInt(_position));
        }

        if (!_isDeleted && _status is { } status)
        {
            write.Parameters.Add(PostgresParameter.Boolean(status.IsPaused));
            write.Parameters.Add(PostgresParameter.BigInt(status.FailedNumber));
            write.Parameters.Add(PostgresParameter.Integer(status.FailedAttempts));
            write.Parameters.Add(PostgresParameter.TextOrNull(SubscriptionStatus.Shorten(status.Error)));
            write.Parameters.Add(PostgresParameter.BigIntOrNull(status.StopAt));
        }

        return write;
    }
}
