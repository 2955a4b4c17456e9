using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Po;

namespace Highway;

/// <summary>Keeps everything in a file, for workers on one machine.</summary>
internal sealed class SqliteHighwayStore(string file) : IHighwayStore
{
    private readonly string _connectionString = new SqliteConnectionStringBuilder { DataSource = file }.ToString();

    public string Name => $"database '{file}'";

    // A lock of the file belongs to its process for as long as that lives.
    public string WhenFrozen => "What it holds waits for it; leases do not.";

    public void Register(IPoBuilder po) => po.UseSqlite(_connectionString);

    public async ValueTask PrepareAsync(IStore store, CancellationToken cancellationToken)
    {
        await using var tables = await Tables.BeginAsync(store, cancellationToken);
        await tables.ExecuteAsync(HighwaySchema.Script, cancellationToken);
        await tables.CommitAsync();
    }

    // A transaction of the store would be a writer's, and there is one writer at a time.
    public async ValueTask<Tables> OpenToReadAsync(IStore store, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString);
        await connection.OpenAsync(cancellationToken);
        return Tables.Of(connection);
    }
}
