using System.Data;
using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Po.Postgres;

// The connection on which the application has begun its transaction. It stays open.
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to release.")]
internal sealed class LentConnection(NpgsqlTransaction transaction, NpgsqlConnection connection) : ITransactionConnection
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    public IRecordReader? Beside => null;

    public bool SeesOneMoment { get; } =
        transaction.IsolationLevel is IsolationLevel.RepeatableRead or IsolationLevel.Serializable or IsolationLevel.Snapshot;

    public async ValueTask<TransactionLease> TakeAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (connection.FullState == ConnectionState.Open)
        {
            return new TransactionLease(connection, _turn, closes: false);
        }

        _turn.Release();
        throw new InvalidOperationException("The transaction has ended, or its connection is closed.");
    }

    public void Appended()
    {
    }
}
