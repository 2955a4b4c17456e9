using System.Data;
using System.Data.Common;
using Npgsql;

namespace Po.Postgres;

// A transaction of the database, begun with the first call that needs it. READ COMMITTED: each statement sees what was committed before it,
// without which reading up to the horizon would lose records.
internal sealed partial class PostgresStoreTransaction : IStoreTransaction
{
    private readonly TransactionParts _parts;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;
    private bool _hasRoom;
    private bool _hasSettings;
    private bool _isExposed;
    private bool _isEnded;

    public PostgresStoreTransaction(TransactionParts parts) => _parts = parts;

    public ValueTask<DbTransaction> GetDbTransactionAsync(CancellationToken cancellationToken) => RunAsync<DbTransaction>(
        async token =>
        {
            await BeginAsync(token).ConfigureAwait(false);
            _isExposed = true;
            return _transaction!;
        },
        cancellationToken);

    public async ValueTask CommitAsync()
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            ThrowIfEnded();
            if (_transaction is not null)
            {
                await WriteAndCommitAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            await EndAsync().ConfigureAwait(false);
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await EndAsync().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes room for this transaction, if there is any at once.</summary>
    public bool TryTakeRoom() => _hasRoom = _parts.Connections.Transactions.Wait(0, CancellationToken.None);

    private async ValueTask<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ThrowIfEnded();
            return await work(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_connection is null)
        {
            if (!_hasRoom)
            {
                await _parts.Connections.Transactions.WaitAsync(cancellationToken).ConfigureAwait(false);
                _hasRoom = true;
            }

            _connection = await _parts.Connections.OpenAsync(cancellationToken).ConfigureAwait(false);
            _transaction = await _connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        }

        return _connection;
    }

    private async ValueTask<NpgsqlConnection> BeginAsync(CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        if (!_hasSettings)
        {
            var batch = new NpgsqlBatch(connection) { BatchCommands = { CreateSettings() } };
            await using var _ = batch.ConfigureAwait(false);
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            _hasSettings = true;
        }

        return connection;
    }

    private NpgsqlBatchCommand CreateSettings() => new(_parts.Sql.TransactionSettings)
    {
        Parameters =
        {
            PostgresParameter.Timeout(_parts.Options.IdleTransactionTimeout),
            PostgresParameter.Timeout(_parts.Options.LockTimeout),
        },
    };

    private async ValueTask EndAsync()
    {
        if (_isEnded)
        {
            return;
        }

        _isEnded = true;
        try
        {
            await CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            if (_hasRoom)
            {
                _parts.Connections.Transactions.Release();
            }
        }
    }

    private async ValueTask CloseAsync()
    {
        if (_connection is null)
        {
            return;
        }

        try
        {
            // Rolls back what was not committed.
            await _transaction!.DisposeAsync().ConfigureAwait(false);
            if (_isExposed)
            {
                await _parts.Connections.ResetAsync(_connection).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is NpgsqlException or IOException or InvalidOperationException)
        {
            // The connection is gone, and with it everything that was not committed. What was is not undone by that.
        }
        finally
        {
            await _connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void ThrowIfEnded()
    {
        if (_isEnded)
        {
            throw new InvalidOperationException("The transaction has ended.");
        }
    }
}
