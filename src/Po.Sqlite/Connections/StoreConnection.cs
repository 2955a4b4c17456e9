using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Po.Sqlite;

// One connection to the database with the statements prepared on it, each by the first call that needs it. Not thread safe.
internal sealed class StoreConnection : IDisposable
{
    private readonly List<Statement> _statements = [];
    private readonly bool _isBorrowed;

    /// <summary>Prepares nothing yet.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="isBorrowed">Whether it is the application's and stays open when this is disposed of.</param>
    public StoreConnection(SqliteConnection connection, bool isBorrowed = false)
    {
        Connection = connection;
        _isBorrowed = isBorrowed;
        Handle = connection.Handle!;
        Records = new RecordReader(this);
        Writer = new RecordWriter(this);
        Subscriptions = new SubscriptionTable(this);
        Parked = new ParkedTable(this);
        Audit = new AuditTable(this);
        Snapshots = new SnapshotTable(this);
    }

    public SqliteConnection Connection { get; }

    public sqlite3 Handle { get; }

    public RecordReader Records { get; }

    public RecordWriter Writer { get; }

    public SubscriptionTable Subscriptions { get; }

    public ParkedTable Parked { get; }

    public AuditTable Audit { get; }

    public SnapshotTable Snapshots { get; }

    /// <summary>Whether a transaction is open, whoever has begun it; SQLite ends one by itself after some errors.</summary>
    public bool IsInTransaction => sqlite3_get_autocommit(Handle) == 0;

    /// <summary>The path of the file, as SQLite knows it.</summary>
    public string FileName => sqlite3_db_filename(Handle, "main").utf8_to_string();

    private Statement BeginImmediateStatement => field ??= Prepare("begin_immediate");

    private Statement BeginReadStatement => field ??= Prepare("begin_read");

    private Statement CommitStatement => field ??= Prepare("commit");

    private Statement RollbackStatement => field ??= Prepare("rollback");

    private Statement ReadSynchronousStatement => field ??= Prepare("read_synchronous");

    private Statement TakeWriteLockStatement => field ??= Prepare("take_write_lock");

    public Statement Prepare(string name, params ReadOnlySpan<string> parameters)
    {
        var statement = Statement.Prepare(Handle, name, parameters);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Begins a transaction that writes; false, at once, if another connection has one.</summary>
    public bool TryBeginImmediate() => TryExecute(BeginImmediateStatement);

    /// <summary>Makes a transaction that was begun, and has done nothing yet, one that writes; false, at once, if another has one.</summary>
    public bool TryTakeWriteLock() => TryExecute(TakeWriteLockStatement);

    /// <summary>How far a commit waits for the disk; 2 is FULL.</summary>
    public long ReadSynchronous() => ReadSynchronousStatement.ExecuteInt64() ?? 0;

    public void BeginRead() => BeginReadStatement.Execute();

    public void Commit() => CommitStatement.Execute();

    /// <summary>Takes back the open transaction, if SQLite has not done so by itself.</summary>
    public void Rollback()
    {
        if (IsInTransaction)
        {
            RollbackStatement.Execute();
        }
    }

    /// <summary>Whether a statement is in the middle of its rows, such as a reader that an application has not closed.</summary>
    public bool HasRunningStatement()
    {
        for (var statement = sqlite3_next_stmt(Handle, null); statement is not null; statement = sqlite3_next_stmt(Handle, statement))
        {
            if (sqlite3_stmt_busy(statement) != 0)
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        foreach (var statement in _statements)
        {
            statement.Dispose();
        }

        if (!_isBorrowed)
        {
            Connection.Dispose();
        }
    }

    private bool TryExecute(Statement statement)
    {
        try
        {
            var code = statement.TryStep();
            if (SqliteErrors.IsBusy(code))
            {
                return false;
            }

            if (code != SQLITE_DONE)
            {
                Statement.Check(Handle, code);
            }

            return true;
        }
        finally
        {
            statement.Reset();
        }
    }
}
