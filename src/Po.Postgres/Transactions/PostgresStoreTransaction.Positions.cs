using Npgsql;

namespace Po.Postgres;

internal sealed partial class PostgresStoreTransaction
{
    private string? _lockedId;
    private long _lockedPosition;
    private long _position;

    public ValueTask<long?> TryLockPositionAsync(string subscriptionId, CancellationToken cancellationToken) =>
        RunAsync(token => TryLockAsync(subscriptionId, token), cancellationToken);

    public async ValueTask SetPositionAsync(long position, CancellationToken cancellationToken) => await RunAsync(
        _ =>
        {
            _position = _lockedId is null
                ? throw new InvalidOperationException("This transaction has not locked a position.")
                : position;
            return ValueTask.FromResult(position);
        },
        cancellationToken).ConfigureAwait(false);

    private async ValueTask<long?> TryLockAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        if (_lockedId is not null)
        {
            throw new InvalidOperationException($"This transaction has locked the position of '{_lockedId}' already.");
        }

        var (position, exists, last) = await LockRowAsync(subscriptionId, cancellationToken).ConfigureAwait(false);
        if (position is null && !exists && await CreateRowAsync(subscriptionId, cancellationToken).ConfigureAwait(false))
        {
            (position, _, last) = await LockRowAsync(subscriptionId, cancellationToken).ConfigureAwait(false);
        }

        return Keep(subscriptionId, position, last);
    }

    private long? Keep(string subscriptionId, long? position, long last)
    {
        if (position is not { } locked)
        {
            return null;
        }

        if (locked > last)
        {
            throw new HistoryLostException(subscriptionId, locked, last);
        }

        (_lockedId, _lockedPosition, _position) = (subscriptionId, locked, locked);
        return locked;
    }

    // Begin, settings and lock in one round trip.
    private async ValueTask<(long? Position, bool Exists, long Last)> LockRowAsync(
        string subscriptionId, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        var batch = new NpgsqlBatch(connection);
        await using var _ = batch.ConfigureAwait(false);
        AddLock(batch, subscriptionId);
        if (_parts.Connections.Prepares(connection))
        {
            await batch.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        return await ReadLockAsync(reader, cancellationToken).ConfigureAwait(false);
    }

    private void AddLock(NpgsqlBatch batch, string subscriptionId)
    {
        if (!_hasSettings)
        {
            batch.BatchCommands.Add(CreateSettings());
        }

        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(_parts.Sql.LockPosition) { Parameters = { PostgresParameter.Text(subscriptionId) } });
    }

    // In the end at the answer to what comes after the lock, if there is anything.
    private async ValueTask<(long? Position, bool Exists, long Last)> ReadLockAsync(
        NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        if (!_hasSettings)
        {
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        }

        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var row = (reader.IsDBNull(0) ? (long?)null : reader.GetInt64(0), reader.GetBoolean(1), reader.GetInt64(2));
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        _hasSettings = true;
        return row;
    }

    private async ValueTask<bool> CreateRowAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        var connection = _connection!;
        var reserve = PostgresCommand.Create(connection, _parts.Sql.ReservePosition, PostgresParameter.Text(subscriptionId));
        await using var _ = reserve.ConfigureAwait(false);
        if (await reserve.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not true)
        {
            return false;
        }

        var create = PostgresCommand.Create(connection, _parts.Sql.CreatePosition, PostgresParameter.Text(subscriptionId));
        await using var __ = create.ConfigureAwait(false);
        await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    // The lock keeps other workers away, but not what a handler does to the row through its own transaction.
    private bool HasToMovePosition => _lockedId is not null && (_position != _lockedPosition || _isExposed);

    private async ValueTask MovePositionAndCommitAsync(CancellationToken cancellationToken)
    {
        // A trigger of the application that divides by zero in the commit says where.
        var move = new NpgsqlBatchCommand(_parts.Sql.MovePosition)
        {
            Parameters =
            {
                PostgresParameter.Text(_lockedId!),
                PostgresParameter.BigInt(_lockedPosition),
                PostgresParameter.BigInt(_position),
            },
        };
        var batch = new NpgsqlBatch(_connection!) { BatchCommands = { move, new NpgsqlBatchCommand("COMMIT") } };
        await using var _ = batch.ConfigureAwait(false);
        try
        {
            if (_parts.Connections.Prepares(_connection!))
            {
                await batch.PrepareAsync(cancellationToken).ConfigureAwait(false);
            }

            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.DivisionByZero, Where: null })
        {
            throw new PositionConflictException(_lockedId!, _lockedPosition);
        }
    }
}
