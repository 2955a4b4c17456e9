using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Po.Sqlite;

// The one place in this process from which the file is written: a gate that is waited for without a thread, first come first served,
// and the connection that belongs to whoever is inside.
internal sealed class WriteGate(DatabaseFile file) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private StoreConnection? _connection;

    /// <summary>Goes inside if nobody is there.</summary>
    public bool TryEnter() => _gate.Wait(0);

    /// <summary>Waits to go inside; false when the deadline is over.</summary>
    public async ValueTask<bool> TryEnterAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        if (_gate.Wait(0, CancellationToken.None))
        {
            return true;
        }

        if (deadline.IsOver)
        {
            return false;
        }

        using var timeout = new CancellationTokenSource(deadline.Remaining, deadline.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _gate.WaitAsync(either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    public Task EnterAsync() => _gate.WaitAsync();

    public void Exit() => _gate.Release();

    /// <summary>The connection, opened if need be. Only for whoever is inside.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public StoreConnection Open() => _connection ??= file.OpenWriter();

    /// <summary>Makes the connection that an application has worked on what it was, or closes it. Only for whoever is inside.</summary>
    public void TakeBack(ILogger logger)
    {
        if (_connection is not { Connection.State: ConnectionState.Open, IsInTransaction: false } connection
            || connection.HasRunningStatement())
        {
            Log.ConnectionReplaced(logger, file.Name);
            CloseConnection();
            return;
        }

        DatabaseFile.Execute(connection.Handle, "configure_connection");
    }

    /// <summary>Closes the connection; the next one inside opens another. Only for whoever is inside.</summary>
    public void CloseConnection()
    {
        _connection?.Dispose();
        _connection = null;
    }

    public void Dispose() => CloseConnection();
}
