using Microsoft.Data.Sqlite;

namespace Po.Benchmarks;

// The driver alone: the columns and indexes that a store of messages cannot do without, the durability that Po promises,
// one connection (SQLite has one writer), one prepared command.
internal sealed class PlainSqlite : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("po-bench-");
    private readonly SqliteCommand _insert;

    public PlainSqlite()
    {
        Connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "plain.db")};Pooling=False");
        Connection.Open();
        Execute("""
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            CREATE TABLE records (
                global_number INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL, stream_group TEXT NOT NULL, number INTEGER NOT NULL,
                id BLOB NOT NULL, message_type TEXT NOT NULL, data BLOB NOT NULL, headers BLOB, correlation_id TEXT, causation_id TEXT,
                recorded_at INTEGER NOT NULL) STRICT;
            CREATE UNIQUE INDEX records_stream ON records (stream, number);
            CREATE UNIQUE INDEX records_id ON records (id);
            CREATE INDEX records_group ON records (stream_group, global_number);
            """);
        _insert = Connection.CreateCommand();
        _insert.CommandText = """
            INSERT INTO records (stream, stream_group, number, id, message_type, data, recorded_at)
            VALUES ($stream, $group, $number, $id, $type, $data, $at)
            """;
        foreach (var (name, type) in ((string, SqliteType)[])[("$stream", SqliteType.Text), ("$group", SqliteType.Text),
            ("$number", SqliteType.Integer), ("$id", SqliteType.Blob), ("$type", SqliteType.Text), ("$data", SqliteType.Blob), ("$at", SqliteType.Integer)])
        {
            _insert.Parameters.Add(name, type);
        }

        _insert.Prepare();
    }

    public SqliteConnection Connection { get; }

    public void Insert(string stream, long number, byte[] data, SqliteTransaction? transaction)
    {
        _insert.Transaction = transaction;
        _insert.Parameters[0].Value = stream;
        _insert.Parameters[1].Value = "orders";
        _insert.Parameters[2].Value = number;
        _insert.Parameters[3].Value = Guid.CreateVersion7().ToByteArray(bigEndian: true);
        _insert.Parameters[4].Value = "order-placed";
        _insert.Parameters[5].Value = data;
        _insert.Parameters[6].Value = DateTimeOffset.UtcNow.UtcTicks / TimeSpan.TicksPerMicrosecond;
        _insert.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        await _insert.DisposeAsync();
        await Connection.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private void Execute(string sql)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
