using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Po.Sqlite;

// The database transaction begins with the first write; until then reads use the pool like any other, and nobody is kept waiting.
internal sealed partial class SqliteStoreTransaction(SqliteStore store) : IStoreTransaction
{
    // Calls from several threads wait for each other.
    private readonly SemaphoreSlim _calls = new(1);

    // Both from the first write to the end: the driver's transaction, and the writer connection that it is on.
    private SqliteTransaction? _database;
    private StoreConnection? _connection;

    // Whether the application has had the driver's transaction, and so the connection, in its hands.
    private bool _lent;
    private bool _broken;
    private bool _ended;

    public async ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        SqliteStore.Check(request);
        using var call = await EnterAsync(cancellationToken).ConfigureAwait(false);
        await BeginAsync(cancellationToken).ConfigureAwait(false);
        return Run(request, static (connection, request, _) => connection.Writer.Append(request), cancellationToken);
    }

    public async ValueTask<DbTransaction> GetDbTransactionAsync(CancellationToken cancellationToken)
    {
        using var call = await EnterAsync(cancellationToken).ConfigureAwait(false);
        await BeginAsync(cancellationToken).ConfigureAwait(false);
        _lent = true;
        return _database!;
    }

    public async ValueTask CommitAsync()
    {
        using var call = await EnterAsync(CancellationToken.None).ConfigureAwait(false);
        if (_lock is not null)
        {
            await WriteSubscriptionAsync().ConfigureAwait(false);
        }

        if (_database is not null)
        {
            CheckOpen();
            try
            {
                _database.Commit();
            }
            catch (SqliteException e)
            {
                throw Break(e);
            }
        }

        End();
    }

    public async ValueTask DisposeAsync()
    {
        await _calls.WaitAsync().ConfigureAwait(false);
        try
        {
            if (!_ended)
            {
                End();
            }
        }
        finally
        {
            _calls.Release();
        }
    }

    private async ValueTask<Call> EnterAsync(CancellationToken cancellationToken)
    {
        await _calls.WaitAsync(cancellationToken).ConfigureAwait(false);
        var call = new Call(_calls);
        if (_ended || _broken)
        {
            call.Dispose();
            throw new InvalidOperationException(_ended
                ? "The transaction has ended."
                : "An earlier call of this transaction has failed, so only disposing of it is left.");
        }

        return call;
    }

    private async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        if (_database is null)
        {
            (_connection, _database) = await store.BeginWriteAsync(cancellationToken).ConfigureAwait(false);
        }
        else
        {
            CheckOpen();
        }
    }

    private void CheckOpen()
    {
        if (_database!.Connection is null || !_connection!.IsInTransaction)
        {
            _broken = true;
            throw new InvalidOperationException(
                "The database transaction has ended without the store: it was committed or rolled back by the application, which "
                + "only the store may do, or by the database after an error.");
        }
    }

    // Reads and writes where the transaction is: on its own connection once it has begun.
    private T Run<TArgument, T>(
        TArgument argument, Func<StoreConnection, TArgument, CancellationToken, T> work, CancellationToken cancellationToken)
    {
        try
        {
            return work(_connection!, argument, cancellationToken);
        }
        catch (Exception e) when (e is not (PoException or OperationCanceledException))
        {
            throw Break(e);
        }
    }

    // After an error that is not an answer nobody knows what the transaction holds.
    private Exception Break(Exception exception)
    {
        _broken = true;
        return SqliteErrors.Describe(exception, store.Name) ?? exception;
    }

    // In an order in which nobody can get hold of something while another part of it is still held.
    private void End()
    {
        _ended = true;
        try
        {
            if (_database is not null)
            {
                store.EndWrite(_database, _lent);
            }
        }
        finally
        {
            _database = null;
            _connection = null;
            _anotherLock?.Dispose();
            _anotherLock = null;
            _lock?.Dispose();
            _lock = null;
            store.Forget(this);
        }
    }

    private readonly struct Call(SemaphoreSlim calls) : IDisposable
    {
        public void Dispose() => calls.Release();
    }
}
