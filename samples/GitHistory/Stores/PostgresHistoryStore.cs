using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Po;

namespace GitHistory;

/// <summary>Keeps everything in a PostgreSQL database, for any number of runs at the same time.</summary>
internal sealed class PostgresHistoryStore(string connectionString) : IHistoryStore
{
    // Two runs that create a table at once, even IF NOT EXISTS, can fail: the lock lets one do it, the other then finds it. A path or a
    // name can be longer than an entry of an index, so the keys are their hashes.
    private const string Schema = """
        SELECT pg_advisory_xact_lock(hashtextextended('git_history', 0));
        CREATE TABLE IF NOT EXISTS git_contributors (
          author_hash bytea NOT NULL,
          author bytea NOT NULL,
          commits bigint NOT NULL,
          CONSTRAINT git_contributors_pkey PRIMARY KEY (author_hash)
        );
        CREATE TABLE IF NOT EXISTS git_months (
          month integer NOT NULL,
          commits bigint NOT NULL,
          CONSTRAINT git_months_pkey PRIMARY KEY (month)
        );
        CREATE TABLE IF NOT EXISTS git_files (
          path_hash bytea NOT NULL,
          path text COLLATE "C" NOT NULL,
          commits bigint NOT NULL,
          added bigint NOT NULL,
          deleted bigint NOT NULL,
          CONSTRAINT git_files_pkey PRIMARY KEY (path_hash)
        );
        """;

    // The connection string may hold a password; what the driver says names the server.
    public string Name => "PostgreSQL database";

    public void Register(IPoBuilder po)
    {
        po.UsePostgres(connectionString);
        po.Services.AddScoped<IReadModel, PostgresReadModel>();
        po.Services.AddSingleton<IHistoryView, PostgresHistoryView>();
    }

    // The host would start without the server and wait for it to come; whoever types a command wants to know at once.
    public async ValueTask PrepareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var store = services.GetRequiredService<IStore>();
        await store.InitializeAsync(cancellationToken);
        await using var transaction = await store.BeginAsync(cancellationToken);
        var database = (NpgsqlTransaction)await transaction.GetDbTransactionAsync(cancellationToken);
        await using var schema = new NpgsqlCommand(Schema, database.Connection, database);
        await schema.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync();
    }
}
