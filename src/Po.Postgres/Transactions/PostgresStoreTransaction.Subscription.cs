using Npgsql;

namespace Po.Postgres;

internal sealed partial class PostgresStoreTransaction
{
    private readonly List<AuditEntry> _audit = [];
    private StoredSubscription? _locked;
    private long _position;
    private SubscriptionStatus? _status;
    private NewLease? _lease;

    // Whether something about the subscription is to be stored, be it what is stored already.
    private bool _isChanged;
    private bool _isDeleted;
    private bool _hasDeletedAnother;

    public StoredSubscription? LockedSubscription => _locked;

    public ValueTask<long?> TryLockPositionAsync(string subscriptionId, CancellationToken cancellationToken) =>
        RunAsync(token => TryLockAsync(subscriptionId, token), cancellationToken);

    public ValueTask<long> LockPositionAsync(string subscriptionId, CancellationToken cancellationToken) =>
        RunAsync(token => LockAsync(subscriptionId, token), cancellationToken);

    public async ValueTask SetPositionAsync(long position, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        await ChangeAsync(
            () =>
            {
                _position = position;
                _isChanged = _isChanged || _locked!.IsNew;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask SetStatusAsync(SubscriptionStatus status, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(status);
        await ChangeAsync(() => (_status, _isChanged) = (status, true), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask SetLeaseAsync(string? owner, long epoch, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        await ChangeAsync(() => (_lease, _isChanged) = (new NewLease(owner, epoch, duration), true), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask AddAuditAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        await RunLockedAsync(
            (_, _, _) =>
            {
                _audit.Add(entry);
                return ValueTask.FromResult(true);
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DeleteSubscriptionAsync(CancellationToken cancellationToken)
    {
        await UnparkAsync(null, 0, long.MaxValue, cancellationToken).ConfigureAwait(false);
        await ChangeAsync(() => _isDeleted = true, cancellationToken).ConfigureAwait(false);
    }

    // At once, as a row that is not to be read any more may not be there for the role of workers to delete: it is as if new.
    public ValueTask<long?> TryDeleteAnotherAsync(string subscriptionId, CancellationToken cancellationToken) => RunLockedAsync<long?>(
        async (connection, id, token) =>
        {
            if (_hasDeletedAnother || subscriptionId == id)
            {
                throw new InvalidOperationException($"This transaction cannot remove '{subscriptionId}', too.");
            }

            var row = await LockRowAsync(subscriptionId, waits: false, token).ConfigureAwait(false);
            if (row.Locked is not { IsNew: false } another)
            {
                return null;
            }

            _hasDeletedAnother = true;
            await _parts.Subscriptions.UnparkAsync(connection, subscriptionId, null, 0, long.MaxValue, token).ConfigureAwait(false);
            await ExecuteAsync(_parts.Sql["forget_subscription"], subscriptionId, token).ConfigureAwait(false);
            return another.Position;
        },
        cancellationToken);

    // Nothing goes to the server before the commit.
    private ValueTask<bool> ChangeAsync(Action change, CancellationToken cancellationToken) => RunLockedAsync(
        (_, _, _) =>
        {
            CheckChangeable();
            change();
            return ValueTask.FromResult(true);
        },
        cancellationToken);

    private void CheckNothingLocked()
    {
        if (_locked is not null)
        {
            throw new InvalidOperationException($"This transaction has locked the position of '{_locked.Id}' already.");
        }
    }

    private void CheckLocked()
    {
        if (_locked is null)
        {
            throw new InvalidOperationException("This transaction has not locked a position.");
        }
    }

    private void CheckChangeable()
    {
        if (_isDeleted)
        {
            throw new InvalidOperationException($"This transaction has deleted the subscription '{_locked!.Id}'.");
        }
    }

    private async ValueTask<long?> TryLockAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        CheckNothingLocked();
        var row = await LockRowAsync(subscriptionId, waits: false, cancellationToken).ConfigureAwait(false);
        if (!row.Exists && await TryCreateRowAsync(subscriptionId, cancellationToken).ConfigureAwait(false))
        {
            row = await LockRowAsync(subscriptionId, waits: false, cancellationToken).ConfigureAwait(false);
        }

        return Keep(row, subscriptionId);
    }

    private long? Keep(LockedRow row, string subscriptionId) =>
        row.Locked is not { } locked ? null
        : locked.Position > row.Last ? throw new HistoryLostException(subscriptionId, locked.Position, row.Last)
        : Remember(locked);

    private async ValueTask<long> LockAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        CheckNothingLocked();
        try
        {
            while (true)
            {
                var row = await LockRowAsync(subscriptionId, waits: true, cancellationToken).ConfigureAwait(false);
                if (row.Locked is { } locked)
                {
                    return Remember(locked);
                }

                // There is none, or somebody has created it, or deleted it, in this moment.
                if (!row.Exists)
                {
                    await ExecuteAsync(_parts.Sql["wait_to_create_position"], subscriptionId, cancellationToken).ConfigureAwait(false);
                    await ExecuteAsync(_parts.Sql.CreatePosition, subscriptionId, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (PostgresException e) when (PostgresErrors.IsLockTimeout(e))
        {
            throw new StoreBusyException(_parts.Connections.Name, _parts.Options.LockTimeout, e);
        }
    }

    private long Remember(StoredSubscription locked)
    {
        _locked = locked;
        return _position = locked.Position;
    }

    // Begin, settings and lock in one round trip.
    private async ValueTask<LockedRow> LockRowAsync(string subscriptionId, bool waits, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        var batch = new NpgsqlBatch(connection);
        await using var _ = batch.ConfigureAwait(false);
        var before = AddLock(batch, subscriptionId, waits);
        if (_parts.Connections.Prepares(connection))
        {
            await batch.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        LockedRow row;
        await using (reader.ConfigureAwait(false))
        {
            row = await ReadLockAsync(reader, subscriptionId, before, cancellationToken).ConfigureAwait(false);
        }

        return row.IsCurrent ? row : await LockRowAsync(subscriptionId, waits: false, cancellationToken).ConfigureAwait(false);
    }

    // Returns how many statements come before the lock.
    private int AddLock(NpgsqlBatch batch, string subscriptionId, bool waits)
    {
        if (!_hasSettings)
        {
            batch.BatchCommands.Add(CreateSettings());
        }

        if (waits)
        {
            batch.BatchCommands.Add(CreateCommand(_parts.Sql["wait_for_position"], subscriptionId));
        }

        batch.BatchCommands.Add(CreateCommand(_parts.Sql.LockPosition, subscriptionId));
        return batch.BatchCommands.Count - 1;
    }

    // In the end at the answer to what comes after the lock, if there is anything.
    private async ValueTask<LockedRow> ReadLockAsync(
        NpgsqlDataReader reader, string subscriptionId, int before, CancellationToken cancellationToken)
    {
        for (; before > 0; before--)
        {
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        }

        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var row = LockedRow.Read(reader, subscriptionId);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        _hasSettings = true;
        return row;
    }

    private async ValueTask<bool> TryCreateRowAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        var reserve = PostgresCommand.Create(_connection!, _parts.Sql.ReservePosition, PostgresParameter.Text(subscriptionId));
        await using var _ = reserve.ConfigureAwait(false);
        if (await reserve.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not true)
        {
            return false;
        }

        await ExecuteAsync(_parts.Sql.CreatePosition, subscriptionId, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async ValueTask ExecuteAsync(string text, string subscriptionId, CancellationToken cancellationToken)
    {
        var command = PostgresCommand.Create(_connection!, text, PostgresParameter.Text(subscriptionId));
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static NpgsqlBatchCommand CreateCommand(string text, string subscriptionId) =>
        new(text) { Parameters = { PostgresParameter.Text(subscriptionId) } };
}
