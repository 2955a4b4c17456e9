using System.Data;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Po.Sqlite;

// Appends and reads in a transaction that the application has begun on a connection of its own: to this store another writer, like one of
// another process. What is prepared on the connection is gone again after each call.
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to release.")]
internal sealed class SqliteJoinedTransaction(SqliteStore store, SqliteTransaction transaction) : IJoinedTransaction
{
    private const long SynchronousFull = 2;

    private readonly SemaphoreSlim _calls = new(1);

    public async ValueTask<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        SqliteStore.Check(request);
        return await RunAsync(request, Append, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<Record>> ReadStreamAsync(
        StreamId stream, PageRequest page, CancellationToken cancellationToken)
    {
        SqliteStore.CheckStream(stream, page);
        return await RunAsync((stream, page), SqliteStore.ReadStream, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<RecordPage> ReadGlobalAsync(StreamId source, PageRequest page, CancellationToken cancellationToken)
    {
        SqliteStore.CheckSource(source, page);
        return RunAsync((source, page), SqliteStore.ReadGlobal, cancellationToken);
    }

    public ValueTask<Record?> FindRecordAsync(Guid id, CancellationToken cancellationToken) =>
        RunAsync(id, SqliteStore.FindRecord, cancellationToken);

    public ValueTask<long> ReadLastNumberAsync(StreamId stream, CancellationToken cancellationToken)
    {
        SqliteStore.Check(stream);
        return RunAsync(stream, SqliteStore.ReadLastNumber, cancellationToken);
    }

    public ValueTask<long> ReadHorizonAsync(CancellationToken cancellationToken) =>
        RunAsync(0, SqliteStore.ReadHorizon, cancellationToken);

    private AppendResult Append(StoreConnection connection, AppendRequest request, CancellationToken cancellationToken)
    {
        if (connection.ReadSynchronous() < SynchronousFull)
        {
            throw new TransactionRefusedException(
                $"The connection of the transaction commits without waiting for the disk, so an append to the store {store.Name} could get lost "
                + "after it was reported. Execute PRAGMA synchronous = FULL on the connection before the transaction begins.");
        }

        // A transaction that was begun as a reader may have read what is out of date by now.
        return connection.TryTakeWriteLock()
            ? connection.Writer.Append(request)
            : throw new StoreBusyException(store.Name, TimeSpan.Zero);
    }

    private async ValueTask<T> RunAsync<TArgument, T>(
        TArgument argument, Func<StoreConnection, TArgument, CancellationToken, T> work, CancellationToken cancellationToken)
    {
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        await _calls.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var connection = Borrow();
            return work(connection, argument, cancellationToken);
        }
        catch (SqliteException e) when (SqliteErrors.Describe(e, store.Name) is { } described)
        {
            throw described;
        }
        finally
        {
            _calls.Release();
        }
    }

    private StoreConnection Borrow()
    {
        if (transaction.Connection is not { State: ConnectionState.Open } open)
        {
            throw new InvalidOperationException("The transaction has ended, or its connection is closed.");
        }

        var connection = new StoreConnection(open, isBorrowed: true);
        if (!connection.IsInTransaction)
        {
            throw new InvalidOperationException("The transaction has ended: the application or, after an error, SQLite has rolled it back.");
        }

        return store.IsOn(connection.FileName)
            ? connection
            : throw new TransactionRefusedException(
                $"The transaction is on the file '{connection.FileName}', and the store is {store.Name}. Begin it on a connection to the file of "
                + "the store.");
    }
}
