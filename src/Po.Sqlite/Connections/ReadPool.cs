using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Po.Sqlite;

// A few connections that only read. A read holds one for as long as it works and never while it waits for anything else.
internal sealed class ReadPool : IDisposable
{
    private readonly DatabaseFile _file;
    private readonly TimeProvider _time;
    private readonly TimeSpan _busyTimeout;
    private readonly SemaphoreSlim _free = new(Size);
    private readonly ConcurrentStack<StoreConnection> _idle = new();
    private volatile bool _disposed;

    public ReadPool(DatabaseFile file, TimeProvider time, TimeSpan busyTimeout)
    {
        _file = file;
        _time = time;
        _busyTimeout = busyTimeout;
    }

    // SQLite reads without waiting for anything, so more connections than processors would not read faster.
    public static int Size { get; } = Math.Clamp(Environment.ProcessorCount, 2, 4);

    /// <summary>Reads on one of the connections.</summary>
    /// <exception cref="StoreBusyException">The file stayed locked, which happens to readers only while it is being recovered.</exception>
    public async ValueTask<T> ReadAsync<TArgument, T>(
        TArgument argument, Func<StoreConnection, TArgument, CancellationToken, T> read, CancellationToken cancellationToken)
    {
        var deadline = Deadline.Start(_time, _busyTimeout);
        var backOff = new BackOff();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(_disposed, typeof(SqliteStore));
            await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return Read(argument, read, cancellationToken);
            }
            catch (SqliteException e) when (SqliteErrors.IsBusy(e))
            {
                if (deadline.IsOver)
                {
                    throw new StoreBusyException(_file.Name, deadline.Elapsed, e);
                }
            }
            catch (SqliteException e) when (SqliteErrors.Describe(e, _file.Name) is { } described)
            {
                throw described;
            }
            finally
            {
                _free.Release();
            }

            await backOff.PauseAsync(deadline, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _disposed = true;
        CloseIdle();
    }

    private T Read<TArgument, T>(
        TArgument argument, Func<StoreConnection, TArgument, CancellationToken, T> read, CancellationToken cancellationToken)
    {
        if (!_idle.TryPop(out var connection))
        {
            connection = _file.OpenReader();
        }

        try
        {
            var result = read(connection, argument, cancellationToken);
            _idle.Push(connection);
            if (_disposed)
            {
                CloseIdle();
            }

            return result;
        }
        catch
        {
            // Whatever state it is in.
            connection.Dispose();
            throw;
        }
    }

    private void CloseIdle()
    {
        while (_idle.TryPop(out var connection))
        {
            connection.Dispose();
        }
    }
}
