using System.Diagnostics.CodeAnalysis;
using System.Transactions;
using Npgsql;

namespace Po.Postgres;

// Connections enlisted in a transaction of System.Transactions. The driver keeps one that is closed there aside and gives it to whoever
// opens the next in the same transaction, so that all work on one; that is why it is closed after each call.
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to release.")]
internal sealed class EnlistedConnection(PostgresConnections connections, Transaction transaction, IRecordReader store)
    : ITransactionConnection
{
    // Two calls at once would open two connections, and neither would see what the other has appended.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _processId;
    private volatile bool _hasAppended;

    // A connection that is only read from would be one more to commit.
    public IRecordReader? Beside => _hasAppended ? null : store;

    public bool SeesOneMoment { get; } =
        transaction.IsolationLevel is IsolationLevel.RepeatableRead or IsolationLevel.Serializable or IsolationLevel.Snapshot;

    public async ValueTask<TransactionLease> TakeAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        NpgsqlConnection? connection = null;
        try
        {
            connection = await connections.OpenEnlistedAsync(transaction, cancellationToken).ConfigureAwait(false);
            if (_processId != 0 && _processId != connection.ProcessID)
            {
                throw new TransactionRefusedException(
                    "The application keeps open the connection on which Po has appended before in this ambient transaction (TransactionScope), and "
                    + "on a second one it would not see what it has appended. Close the connection before Po is called, or begin a transaction on "
                    + "it and append with IPo.Join(transaction).");
            }

            _processId = connection.ProcessID;
            var lease = new TransactionLease(connection, _turn, closes: true);
            connection = null;
            return lease;
        }
        catch
        {
            _turn.Release();
            throw;
        }
        finally
        {
            if (connection is not null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    public void Appended() => _hasAppended = true;
}
