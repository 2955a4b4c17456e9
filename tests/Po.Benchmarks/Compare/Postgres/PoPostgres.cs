using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Po.Hosting;
using Po.Postgres.Server;

namespace Po.Benchmarks;

// Po as an application has it, on a database of its own.
internal sealed class PoPostgres : IAsyncDisposable
{
    private const long Chunk = 500_000;

    private readonly PostgresDatabase _database;
    private readonly PoApplication _application;
    private readonly NpgsqlDataSource _dataSource;

    private PoPostgres(PostgresDatabase database, int? connections)
    {
        _database = database;
        _application = Open(connections is { } count ? $"{database.ConnectionString};Maximum Pool Size={count}" : database.ConnectionString);
        _dataSource = PostgresBench.Open(database.ConnectionString);
        Stored = new StoredRows(_dataSource, "po_records", "global_number");
    }

    public IPo Po => _application;

    public StoredRows Stored { get; }

    public string ConnectionString => _database.ConnectionString;

    public static async Task<PoPostgres> CreateAsync(string? databaseSetting = null, int? connections = null)
    {
        var po = new PoPostgres(await PostgresBench.CreateDatabaseAsync(databaseSetting), connections);

        // The first use brings the schema.
        await foreach (var _ in po.Po.ReadAsync(new StreamId("orders")))
        {
        }

        return po;
    }

    public static PoApplication Open(string connectionString) => PoApplication.Create(po => po
        .UsePostgres(PostgresBench.ConnectionString(connectionString))
        .AddMessage("order-placed", BenchmarkJson.Default.OrderPlaced));

    // Straight into the store's table, through its triggers and checks. Of every `otherOf` records one is of the group refunds.
    public async Task FillAsync(long records, long otherOf = 0)
    {
        var chunks = Enumerable.Range(0, (int)((records + Chunk - 1) / Chunk)).Select(chunk => chunk * Chunk);
        await Parallel.ForEachAsync(chunks, async (from, _) => await ExecuteAsync(SampleRows.InsertInto(
            "po_records", "stream, number, message_type, data", from, Math.Min(Chunk, records - from), otherOf)));

        await ExecuteAsync("VACUUM ANALYZE po_records");
        await ExecuteAsync("CHECKPOINT");

        // Only what Po holds is to be counted as its connections.
        _dataSource.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        await _dataSource.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _dataSource.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }
}
