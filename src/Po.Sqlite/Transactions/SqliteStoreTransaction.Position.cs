namespace Po.Sqlite;

internal sealed partial class SqliteStoreTransaction
{
    private FileLock? _lock;
    private string _subscriptionId = "";
    private long _lockedPosition;
    private long _position;

    public async ValueTask<long?> TryLockPositionAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subscriptionId);
        using var call = await EnterAsync(cancellationToken).ConfigureAwait(false);
        if (_lock is not null)
        {
            throw new InvalidOperationException($"This transaction has locked the position of '{_subscriptionId}' already.");
        }

        var taken = store.TryTakeLock(subscriptionId);
        if (taken is null)
        {
            return null;
        }

        try
        {
            _position = _lockedPosition = await ReadLockedAsync(subscriptionId, cancellationToken).ConfigureAwait(false);
            (_lock, _subscriptionId, taken) = (taken, subscriptionId, null);
            return _position;
        }
        finally
        {
            taken?.Dispose();
        }
    }

    public async ValueTask SetPositionAsync(long position, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        using var call = await EnterAsync(cancellationToken).ConfigureAwait(false);
        if (_lock is null)
        {
            throw new InvalidOperationException("This transaction has not locked a position.");
        }

        // Only to fail early: what counts is the compare-and-set at the commit.
        await CheckLockedPositionAsync(cancellationToken).ConfigureAwait(false);
        _position = position;
    }

    // A position that was never stored is stored now, so that somebody who deletes it while it is locked is noticed.
    private async ValueTask<long> ReadLockedAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        var (position, horizon) = await ReadInsideAsync(
            subscriptionId,
            static (connection, id, _) => (connection.Positions.Read(id), connection.Records.ReadHorizon()),
            cancellationToken).ConfigureAwait(false);
        if (position > horizon)
        {
            throw new HistoryLostException(subscriptionId, position.Value, horizon);
        }

        if (position is null && _database is null)
        {
            await store.InsertPositionAsync(subscriptionId, cancellationToken).ConfigureAwait(false);
        }
        else if (position is null)
        {
            Run(subscriptionId, static (connection, id, _) => connection.Positions.Insert(id), cancellationToken);
        }

        return position ?? 0;
    }

    private async ValueTask CheckLockedPositionAsync(CancellationToken cancellationToken)
    {
        var stored = await ReadInsideAsync(
            _subscriptionId, static (connection, id, _) => connection.Positions.Read(id), cancellationToken).ConfigureAwait(false);
        if (stored != _lockedPosition)
        {
            throw new PositionConflictException(_subscriptionId, _lockedPosition);
        }
    }

    // A position that stays needs no write, so a transaction that only reads ends without touching the disk.
    private async ValueTask WritePositionAsync()
    {
        try
        {
            if (_position == _lockedPosition)
            {
                await CheckLockedPositionAsync(CancellationToken.None).ConfigureAwait(false);
                return;
            }

            await BeginAsync(CancellationToken.None).ConfigureAwait(false);
            var moved = Run(
                (_subscriptionId, _lockedPosition, _position),
                static (connection, move, _) => connection.Positions.TryMove(move.Item1, move.Item2, move.Item3),
                CancellationToken.None);
            if (!moved)
            {
                throw new PositionConflictException(_subscriptionId, _lockedPosition);
            }
        }
        catch (PositionConflictException)
        {
            _broken = true;
            throw;
        }
    }

    private ValueTask<T> ReadInsideAsync<TArgument, T>(
        TArgument argument, Func<StoreConnection, TArgument, CancellationToken, T> read, CancellationToken cancellationToken)
    {
        if (_database is null)
        {
            return store.ReadAsync(argument, read, cancellationToken);
        }

        CheckOpen();
        return new(Run(argument, read, cancellationToken));
    }
}
