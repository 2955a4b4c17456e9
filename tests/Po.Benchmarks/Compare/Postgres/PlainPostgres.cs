using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Po.Postgres.Server;

namespace Po.Benchmarks;

// The driver alone: the columns and indexes that a store of messages cannot do without, and nothing else.
internal sealed class PlainPostgres : IAsyncDisposable
{
    private const string Table = """
        CREATE TABLE records (
            global_number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            number bigint NOT NULL,
            recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            message_id uuid NOT NULL,
            stream text COLLATE "C" NOT NULL,
            stream_group text COLLATE "C" NOT NULL,
            message_type text COLLATE "C" NOT NULL,
            correlation_id text COLLATE "C",
            causation_id text COLLATE "C",
            headers bytea NOT NULL DEFAULT '',
            data bytea NOT NULL);
        CREATE UNIQUE INDEX records_stream_number ON records (stream, number);
        CREATE UNIQUE INDEX records_message_id ON records (message_id);
        CREATE INDEX records_stream_group_global_number ON records (stream_group, global_number)
        """;

    private const string Insert = """
        INSERT INTO records (stream, stream_group, number, message_id, message_type, data)
        VALUES ($1, $2, $3, $4, $5, $6)
        """;

    private readonly PostgresDatabase _database;

    private PlainPostgres(PostgresDatabase database, int connections)
    {
        _database = database;
        DataSource = PostgresBench.Open(database.ConnectionString, connections);
        Stored = new StoredRows(DataSource, "records", "global_number");
    }

    public NpgsqlDataSource DataSource { get; }

    public string ConnectionString => _database.ConnectionString;

    public StoredRows Stored { get; }

    public static async Task<PlainPostgres> CreateAsync(int connections)
    {
        var plain = new PlainPostgres(await PostgresBench.CreateDatabaseAsync(), connections);
        await plain.ExecuteAsync(Table);
        return plain;
    }

    public static byte[] Serialize(int i) =>
        JsonSerializer.SerializeToUtf8Bytes(OrderPlaced.Sample(i), BenchmarkJson.Default.OrderPlaced);

    // Preparing is a look-up in the driver once the physical connection knows the statement.
    public static async Task InsertAsync(
        NpgsqlConnection connection, string stream, long number, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Insert, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = stream, NpgsqlDbType = NpgsqlDbType.Text },
                new NpgsqlParameter<string> { TypedValue = "orders", NpgsqlDbType = NpgsqlDbType.Text },
                new NpgsqlParameter<long> { TypedValue = number },
                new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7() },
                new NpgsqlParameter<string> { TypedValue = "order-placed", NpgsqlDbType = NpgsqlDbType.Text },
                new NpgsqlParameter<byte[]> { TypedValue = Serialize((int)number) },
            },
        };
        await command.PrepareAsync(cancellationToken);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // The same messages as Po is given to catch up with, made by the server.
    public async Task FillAsync(int records)
    {
        const string Columns = "stream, stream_group, number, message_id, message_type, data";
        await ExecuteAsync(SampleRows.InsertInto("records", Columns, 0, records));
        await ExecuteAsync("VACUUM ANALYZE records");
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await _database.DisposeAsync();
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }
}
