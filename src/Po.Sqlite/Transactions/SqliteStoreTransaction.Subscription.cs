namespace Po.Sqlite;

internal sealed partial class SqliteStoreTransaction
{
    private readonly List<AuditEntry> _audit = [];
    private FileLock? _lock;
    private StoredSubscription? _locked;
    private long _position;
    private SubscriptionStatus? _status;
    private NewLease? _lease;

    // Whether something about the subscription is to be stored, be it what is stored already.
    private bool _isChanged;
    private bool _isDeleted;

    // The subscription that goes with the commit, and its lock.
    private StoredSubscription? _another;
    private FileLock? _anotherLock;

    public StoredSubscription? LockedSubscription => _locked;

    public async ValueTask<long?> TryLockPositionAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subscriptionId);
        using var call = await EnterAsync(cancellationToken).ConfigureAwait(false);
        CheckNothingLocked();
        return store.TryTakeLock(subscriptionId) is { } taken
            ? await LockAsync(taken, subscriptionId, mustExist: true, cancellationToken).ConfigureAwait(false)
            : null;
    }

    public async ValueTask<long> LockPositionAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subscriptionId);
        using var call = await EnterAsync(cancellationToken).ConfigureAwait(false);
        CheckNothingLocked();
        var taken = await store.TakeLockAsync(subscriptionId, cancellationToken).ConfigureAwait(false);
        return await LockAsync(taken, subscriptionId, mustExist: false, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask SetPositionAsync(long position, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        using var call = await EnterAsync(cancellationToken).ConfigureAwait(false);
        await CheckChangeableAsync(cancellationToken).ConfigureAwait(false);
        _position = position;
        _isChanged = _isChanged || _locked!.IsNew;
    }

    public async ValueTask SetStatusAsync(SubscriptionStatus status, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(status);
        using var call = await EnterAsync(cancellationToken).ConfigureAwait(false);
        await CheckChangeableAsync(cancellationToken).ConfigureAwait(false);
        _status = status;
        _isChanged = true;
    }

    public async ValueTask SetLeaseAsync(string? owner, long epoch, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        using var call = await EnterAsync(cancellationToken).ConfigureAwait(false);
        await CheckChangeableAsync(cancellationToken).ConfigureAwait(false);
        _lease = new NewLease(owner, epoch, Now + duration);
        _isChanged = true;
    }

    public async ValueTask AddAuditAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        using var call = await EnterAsync(cancellationToken).ConfigureAwait(false);
        CheckLocked();
        _audit.Add(entry);
    }

    public async ValueTask DeleteSubscriptionAsync(CancellationToken cancellationToken)
    {
        using var call = await EnterAsync(cancellationToken).ConfigureAwait(false);
        await CheckChangeableAsync(cancellationToken).ConfigureAwait(false);
        await BeginAsync(cancellationToken).ConfigureAwait(false);
        Run(_locked!.Id, static (connection, id, _) => connection.Parked.Delete(id), cancellationToken);
        _isDeleted = true;
    }

    public async ValueTask<long?> TryDeleteAnotherAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subscriptionId);
        using var call = await EnterAsync(cancellationToken).ConfigureAwait(false);
        CheckLocked();
        if (_another is not null || subscriptionId == _locked!.Id)
        {
            throw new InvalidOperationException($"This transaction cannot remove '{subscriptionId}', too.");
        }

        if (store.TryTakeLock(subscriptionId) is not { } taken)
        {
            return null;
        }

        try
        {
            var stored = await ReadInsideAsync(
                (Id: subscriptionId, Now),
                static (connection, read, _) => connection.Subscriptions.Read(read.Id, read.Now),
                cancellationToken).ConfigureAwait(false);
            if (stored is { IsNew: false })
            {
                (_another, _anotherLock) = (stored, taken);
            }

            return _another?.Position;
        }
        finally
        {
            if (_anotherLock is null)
            {
                taken.Dispose();
            }
        }
    }

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

    // The position is compared only to fail early: what counts is the compare-and-set at the commit.
    private ValueTask CheckChangeableAsync(CancellationToken cancellationToken)
    {
        CheckLocked();
        return _isDeleted
            ? throw new InvalidOperationException($"This transaction has deleted the subscription '{_locked!.Id}'.")
            : CheckLockedPositionAsync(cancellationToken);
    }

    private async ValueTask<long> LockAsync(FileLock taken, string subscriptionId, bool mustExist, CancellationToken cancellationToken)
    {
        var isLocked = false;
        try
        {
            var locked = await ReadLockedAsync(subscriptionId, mustExist, cancellationToken).ConfigureAwait(false);
            (_lock, _locked, _position, isLocked) = (taken, locked, locked.Position, true);
            return _position;
        }
        finally
        {
            if (!isLocked)
            {
                taken.Dispose();
            }
        }
    }

    // A position that was never stored is stored now, so that somebody who deletes it while it is locked is noticed.
    private async ValueTask<StoredSubscription> ReadLockedAsync(
        string subscriptionId, bool mustExist, CancellationToken cancellationToken)
    {
        var (stored, horizon) = await ReadInsideAsync(
            (Id: subscriptionId, Now),
            static (connection, read, _) => (connection.Subscriptions.Read(read.Id, read.Now), connection.Records.ReadHorizon()),
            cancellationToken).ConfigureAwait(false);
        if (mustExist && stored?.Position > horizon)
        {
            throw new HistoryLostException(subscriptionId, stored.Position, horizon);
        }

        if (stored is null && _database is null)
        {
            await store.InsertPositionAsync(subscriptionId, cancellationToken).ConfigureAwait(false);
        }
        else if (stored is null)
        {
            Run(subscriptionId, static (connection, id, _) => connection.Subscriptions.Insert(id), cancellationToken);
        }

        return stored ?? new StoredSubscription { Id = subscriptionId, Position = 0, IsNew = true };
    }

    private async ValueTask CheckLockedPositionAsync(CancellationToken cancellationToken)
    {
        var stored = await ReadInsideAsync(
            _locked!.Id, static (connection, id, _) => connection.Subscriptions.ReadPosition(id), cancellationToken).ConfigureAwait(false);
        if (stored != _locked.Position)
        {
            throw new PositionConflictException(_locked.Id, _locked.Position);
        }
    }

    // What stays as it is needs no write, so a transaction that only reads ends without touching the disk.
    private async ValueTask WriteSubscriptionAsync()
    {
        try
        {
            var isWritten = _isDeleted || _isChanged || _position != _locked!.Position;
            if (!isWritten)
            {
                await CheckLockedPositionAsync(CancellationToken.None).ConfigureAwait(false);
            }

            if (isWritten || _audit.Count > 0 || _another is not null)
            {
                await BeginAsync(CancellationToken.None).ConfigureAwait(false);
            }

            if (isWritten && !Run(this, WriteSubscription, CancellationToken.None))
            {
                throw new PositionConflictException(_locked!.Id, _locked.Position);
            }

            if (_another is { } another && !Run(another, DeleteAnother, CancellationToken.None))
            {
                throw new PositionConflictException(another.Id, another.Position);
            }

            if (_audit.Count > 0)
            {
                Run(this, WriteAudit, CancellationToken.None);
            }
        }
        catch (PositionConflictException)
        {
            _broken = true;
            throw;
        }
    }

    private static bool WriteSubscription(StoreConnection connection, SqliteStoreTransaction self, CancellationToken cancellationToken)
    {
        var locked = self._locked!;
        if (self._isDeleted)
        {
            return connection.Subscriptions.TryDelete(locked.Id, locked.Position);
        }

        return connection.Subscriptions.TryMove(locked.Id, locked.Position, self._position, self._status, self.Now)
            && (self._lease is null || connection.Subscriptions.SetLease(locked.Id, self._lease));
    }

    private static bool DeleteAnother(StoreConnection connection, StoredSubscription another, CancellationToken cancellationToken) =>
        connection.Parked.Delete(another.Id) && connection.Subscriptions.TryDelete(another.Id, another.Position);

    private static bool WriteAudit(StoreConnection connection, SqliteStoreTransaction self, CancellationToken cancellationToken)
    {
        foreach (var entry in self._audit)
        {
            connection.Audit.Add(self._locked!.Id, entry);
        }

        return true;
    }

    private DateTimeOffset Now => store.Now;

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
