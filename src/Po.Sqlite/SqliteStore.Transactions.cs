using System.Data.Common;
using System.Transactions;
using Microsoft.Data.Sqlite;

namespace Po.Sqlite;

public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    /// <remarks>The database transaction begins with the first write, and from then on others wait to write until it ends.</remarks>
    public async ValueTask<IStoreTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        var transaction = new SqliteStoreTransaction(this);
        _open.TryAdd(transaction, true);
        return transaction;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// <para>SQLite has one writer: from the first write of the transaction to its end every other writer waits, so keep it short, and append with
    /// nothing but the view meanwhile. Begin it as a writer, as <c>BeginTransaction()</c> does: one that is deferred may find the file
    /// locked (<see cref="StoreBusyException"/>) and is then to be rolled back.</para>
    /// <para>The connection keeps the durability that it has; less than <c>synchronous = FULL</c>, SQLite's default, is refused.</para>
    /// </remarks>
    public IJoinedTransaction Join(DbTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        if (transaction is not SqliteTransaction own)
        {
            throw new TransactionRefusedException(
                $"The SQLite store works in a SqliteTransaction of Microsoft.Data.Sqlite, and this is of type {transaction.GetType()}. Pass the "
                + "transaction of the driver itself; with EF Core that is Database.CurrentTransaction.GetDbTransaction().");
        }

        return own.Connection is not null
            ? new SqliteJoinedTransaction(this, own)
            : throw new ArgumentException("The transaction has ended.", nameof(transaction));
    }

    /// <inheritdoc/>
    /// <exception cref="TransactionRefusedException">Always: the driver takes part in no ambient transaction.</exception>
    public IJoinedTransaction Join(Transaction transaction) => throw RefuseAmbient();

    internal bool IsOn(string fileName) => fileName == _locks!.DatabasePath;

    internal void Forget(SqliteStoreTransaction transaction) => _open.TryRemove(transaction, out _);

    // Waits for the gate and the lock of the file, and begins a transaction of the driver. The caller is inside the gate from then
    // on, until EndWrite.
    internal async ValueTask<(StoreConnection Connection, SqliteTransaction Transaction)> BeginWriteAsync(
        CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        var deadline = Deadline.Start(_time, _busyTimeout);
        var isInside = false;
        FileLock? announced = null;
        try
        {
            await _turn.LetOthersAsync(either.Token).ConfigureAwait(false);
            isInside = await _gate.TryEnterAsync(deadline, either.Token).ConfigureAwait(false);
            if (!isInside)
            {
                throw new StoreBusyException(Name, deadline.Elapsed);
            }

            var backOff = new BackOff();
            while (true)
            {
                either.Token.ThrowIfCancellationRequested();
                if (TryBeginWrite() is { } began)
                {
                    isInside = false;
                    return began;
                }

                if (deadline.IsOver)
                {
                    throw new StoreBusyException(Name, deadline.Elapsed);
                }

                announced ??= _turn.TryAnnounceWaiting();
                await backOff.PauseAsync(deadline, either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            throw new ObjectDisposedException(GetType().FullName);
        }
        catch (SqliteException e) when (SqliteErrors.Describe(e, Name) is { } described)
        {
            throw described;
        }
        finally
        {
            announced?.Dispose();
            if (isInside)
            {
                _gate.Exit();
            }
        }
    }

    // Ends what BeginWriteAsync has begun; rolls back what was not committed.
    internal void EndWrite(SqliteTransaction transaction, bool wasLent)
    {
        try
        {
            transaction.Dispose();
            if (wasLent)
            {
                _gate.TakeBack(_logger);
            }
        }
        catch (SqliteException)
        {
            // It cannot be rolled back, so it ends with the connection.
            _gate.CloseConnection();
        }
        finally
        {
            _turn.Wrote();
            _gate.Exit();
        }
    }

    private static TransactionRefusedException RefuseAmbient() => new(
        "SQLite takes part in no ambient transaction (TransactionScope): what is appended could not be rolled back with it. Begin a transaction on "
        + "a connection of your own and append with IPo.Join(transaction), or append after the scope, or inside a TransactionScope with "
        + "TransactionScopeOption.Suppress.");

    // The driver's own BEGIN IMMEDIATE would put the thread to sleep while the file is locked.
    private (StoreConnection Connection, SqliteTransaction Transaction)? TryBeginWrite()
    {
        SqliteTransaction? transaction = null;
        var began = false;
        try
        {
            var connection = _gate.Open();
            transaction = connection.Connection.BeginTransaction(deferred: true);
            began = connection.TryTakeWriteLock();
            return began ? (connection, transaction) : null;
        }
        catch (SqliteException e) when (SqliteErrors.IsBusy(e))
        {
            // While the file is being opened: another process is just recovering it, or putting its log away.
            _gate.CloseConnection();
            return null;
        }
        finally
        {
            if (!began)
            {
                transaction?.Dispose();
            }
        }
    }
}
