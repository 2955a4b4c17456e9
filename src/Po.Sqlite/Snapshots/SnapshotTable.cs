namespace Po.Sqlite;

// The stored snapshots, on one connection. Writes without an answer return true. Not thread safe.
internal sealed class SnapshotTable(StoreConnection connection)
{
    private Statement ReadStatement => field ??= connection.Prepare("read_snapshot", "@stream", "@name");

    private Statement SaveStatement => field ??= connection.Prepare(
        "save_snapshot", "@stream", "@name", "@number", "@global_number", "@shape", "@data");

    private Statement DeleteStatement => field ??= connection.Prepare("delete_snapshot", "@stream", "@name");

    public Snapshot? Read(StreamId stream, string name)
    {
        BindKey(ReadStatement, stream, name);
        try
        {
            return !ReadStatement.Step() ? null : new Snapshot
            {
                Stream = stream,
                Name = name,
                Number = ReadStatement.GetInt64(0),
                GlobalNumber = ReadStatement.GetInt64(1),
                State = new SerializedState(ReadStatement.GetText(2), ReadStatement.GetBytes(3).ToArray()),
            };
        }
        finally
        {
            ReadStatement.Reset();
        }
    }

    public bool Save(Snapshot snapshot)
    {
        BindKey(SaveStatement, snapshot.Stream, snapshot.Name);
        SaveStatement.Bind(3, snapshot.Number);
        SaveStatement.Bind(4, snapshot.GlobalNumber);
        SaveStatement.BindText(5, snapshot.State.Shape);
        SaveStatement.BindBlob(6, snapshot.State.Data.Span);
        SaveStatement.Execute();
        return true;
    }

    public bool Delete(StreamId stream, string name)
    {
        BindKey(DeleteStatement, stream, name);
        DeleteStatement.Execute();
        return true;
    }

    private static void BindKey(Statement statement, StreamId stream, string name)
    {
        statement.BindText(1, new StreamText(stream, stackalloc byte[StreamId.MaxBytes]).Text);
        statement.BindText(2, name);
    }
}
