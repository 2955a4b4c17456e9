using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Po.Sqlite;

// Runs one batch after the other in one transaction each. Used by the pump alone, inside the gate.
internal sealed class WriteBatch(DatabaseFile file, WriteGate gate, WriterTurn turn, WaitingWrites waiting, ILogger logger)
{
    private readonly List<PendingWrite> _batch = [];

    /// <summary>Writes and commits the next batch and hands out its outcomes, whatever they are.</summary>
    /// <returns>False if another process has the lock: nothing was taken out of the queue.</returns>
    public bool TryRun()
    {
        try
        {
            var connection = gate.Open();
            if (!connection.TryBeginImmediate())
            {
                return false;
            }

            Run(connection);
        }
        catch (SqliteException e) when (_batch.Count == 0 && SqliteErrors.IsBusy(e))
        {
            // While the file is being opened: another process is just recovering it, or putting its log away.
            gate.CloseConnection();
            return false;
        }
        catch (Exception e)
        {
            // The edge of the pump's loop: every error belongs to the callers, and the pump goes on.
            if (_batch.Count == 0)
            {
                waiting.TakeBatch(_batch);
            }

            Fail(e);
        }
        finally
        {
            _batch.Clear();
        }

        return true;
    }

    private void Run(StoreConnection connection)
    {
        // Taken as late as here: until the transaction has begun every caller can still give up.
        waiting.TakeBatch(_batch);
        if (_batch.Count == 0)
        {
            connection.Rollback();
            return;
        }

        try
        {
            foreach (var write in _batch)
            {
                write.Execute(connection);
            }

            connection.Commit();
            turn.Wrote();
        }
        catch
        {
            RollBack(connection);
            throw;
        }

        foreach (var write in _batch)
        {
            write.Complete();
        }
    }

    private void RollBack(StoreConnection connection)
    {
        try
        {
            connection.Rollback();
        }
        catch (SqliteException)
        {
            // The error that led here is the one to report; closing the connection rolls back as well.
            gate.CloseConnection();
        }
    }

    private void Fail(Exception exception)
    {
        if (exception is SqliteException sqlite && SqliteErrors.SpoilsConnection(sqlite))
        {
            gate.CloseConnection();
        }

        if (_batch.Count > 1)
        {
            Log.BatchSplit(logger, file.Name, _batch.Count, exception);
            waiting.PutBackAlone(_batch);
            return;
        }

        foreach (var write in _batch)
        {
            write.Fail(SqliteErrors.Describe(exception, file.Name) ?? exception);
        }
    }
}
