using static SQLitePCL.raw;

namespace Po.Sqlite;

// The stored positions, on one connection. Writes without an answer return true. Not thread safe.
internal sealed class PositionTable(StoreConnection connection)
{
    private Statement ReadStatement => field ??= connection.Prepare("read_position", "@subscription_id");

    private Statement InsertStatement => field ??= connection.Prepare("insert_position", "@subscription_id");

    private Statement MoveStatement => field ??= connection.Prepare("move_position", "@position", "@subscription_id", "@locked");

    private Statement DeleteStatement => field ??= connection.Prepare("delete_position", "@subscription_id");

    /// <summary>The stored position; null if none is stored.</summary>
    public long? Read(string subscriptionId)
    {
        ReadStatement.BindText(1, subscriptionId);
        return ReadStatement.ExecuteInt64();
    }

    public bool Insert(string subscriptionId)
    {
        InsertStatement.BindText(1, subscriptionId);
        InsertStatement.Execute();
        return true;
    }

    /// <summary>Moves a position if it is still the one that was locked.</summary>
    public bool TryMove(string subscriptionId, long locked, long position)
    {
        MoveStatement.Bind(1, position);
        MoveStatement.BindText(2, subscriptionId);
        MoveStatement.Bind(3, locked);
        MoveStatement.Execute();
        return sqlite3_changes(connection.Handle) == 1;
    }

    public bool Delete(string subscriptionId)
    {
        DeleteStatement.BindText(1, subscriptionId);
        DeleteStatement.Execute();
        return true;
    }
}
