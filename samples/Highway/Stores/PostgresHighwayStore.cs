using Microsoft.Extensions.DependencyInjection;
using Po;

namespace Highway;

/// <summary>Keeps everything in a PostgreSQL database, for workers on any number of machines.</summary>
internal sealed class PostgresHighwayStore(string connectionString) : IHighwayStore
{
    // Two runs that create a table at once, even IF NOT EXISTS, can fail: the lock lets one do it, the other then finds it.
    private const string Schema = "SELECT pg_advisory_xact_lock(hashtextextended('highway', 0));\n" + HighwaySchema.Script;

    // The connection string may hold a password; what the driver says names the server.
    public string Name => "PostgreSQL database";

    public string WhenFrozen => $"After {HighwayStores.FreezeBudget.TotalSeconds} s it has lost what it holds.";

    public void Register(IPoBuilder po) =>
        po.UsePostgres(connectionString, options => options.IdleTransactionTimeout = HighwayStores.FreezeBudget);

    public async ValueTask PrepareAsync(IStore store, CancellationToken cancellationToken)
    {
        await using var tables = await Tables.BeginAsync(store, cancellationToken);
        await tables.ExecuteAsync(Schema, cancellationToken);
        await tables.CommitAsync();
    }

    public ValueTask<Tables> OpenToReadAsync(IStore store, CancellationToken cancellationToken) =>
        Tables.BeginAsync(store, cancellationToken);
}
