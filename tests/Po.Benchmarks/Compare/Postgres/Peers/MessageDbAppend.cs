using Npgsql;
using NpgsqlTypes;
using Po.Postgres.Server;

namespace Po.Benchmarks;

// message-db as it installs itself, written to through its function, prepared, on connections from the pool. All streams are of one
// category, as all of Po's are of one group.
internal sealed class MessageDbAppend : ISide
{
    private const string Package = "@eventide/message-db";
    private const string Version = "1.3.1";
    private const string Write = "SELECT write_message($1, $2, $3, $4)";

    // In the order of its install.sh, without the views and privileges, which writing does not use.
    private static readonly string[] Parts = ["roles", "schema", "extensions", "tables", "types", "functions", "indexes"];

    private readonly PostgresDatabase _database;
    private readonly NpgsqlDataSource _dataSource;
    private readonly StoredRows _stored;
    private readonly int _callers;

    private MessageDbAppend(PostgresDatabase database, int callers)
    {
        var connectionString = PostgresBench.ConnectionString(database.ConnectionString, callers);
        _database = database;
        _callers = callers;
        _dataSource = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = "message_store, public" }.ConnectionString);
        _stored = new StoredRows(_dataSource, "messages", "global_position");
    }

    public static async Task<ISide> CreateAsync(int callers)
    {
        using var package = await NpmPackage.InstallAsync(Package, Version);
        var side = new MessageDbAppend(await PostgresBench.CreateDatabaseAsync(), callers);
        foreach (var part in Parts)
        {
            var files = Directory.GetFiles(Path.Combine(package.Location, "database", part), "*.sql");
            foreach (var file in files.Order(StringComparer.Ordinal))
            {
                await using var command = side._dataSource.CreateCommand(await File.ReadAllTextAsync(file));
                await command.ExecuteNonQueryAsync();
            }
        }

        return side;
    }

    public Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken) =>
        AppendRound.RunAsync(_callers, 1, plan, _stored, async (stream, _, i) =>
        {
            await using var connection = await _dataSource.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(Write, connection)
            {
                Parameters =
                {
                    Text(Guid.CreateVersion7().ToString()),
                    Text(stream),
                    Text("order-placed"),
                    new NpgsqlParameter<byte[]> { TypedValue = PlainPostgres.Serialize(i), NpgsqlDbType = NpgsqlDbType.Jsonb },
                },
            };
            await command.PrepareAsync(cancellationToken);
            await command.ExecuteScalarAsync(cancellationToken);
        }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _dataSource.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Varchar };
}
