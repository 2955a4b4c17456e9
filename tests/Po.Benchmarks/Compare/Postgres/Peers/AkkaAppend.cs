using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Npgsql;
using Po.Postgres.Server;

namespace Po.Benchmarks;

// Akka.Persistence.Sql as it comes, but with System.Text.Json: a persistent actor for each caller, asked for one event at a time.
internal sealed class AkkaAppend : ISide
{
    private readonly PostgresDatabase _database;
    private readonly NpgsqlDataSource _dataSource;
    private readonly StoredRows _stored;
    private readonly ActorSystem _system;
    private readonly IActorRef[] _actors;

    private AkkaAppend(PostgresDatabase database, int callers)
    {
        _database = database;
        _dataSource = PostgresBench.Open(database.ConnectionString);
        _stored = new StoredRows(_dataSource, "journal", "ordering");
        _system = ActorSystem.Create("bench", Configure(PostgresBench.ConnectionString(database.ConnectionString, callers)));
        _actors = [.. Enumerable.Range(0, callers).Select(caller =>
            _system.ActorOf(Props.Create(() => new AkkaOrders($"orders-{caller}"))))];
    }

    public static async Task<ISide> CreateAsync(int callers)
    {
        var side = new AkkaAppend(await PostgresBench.CreateDatabaseAsync(), callers);
        foreach (var actor in side._actors)
        {
            await actor.Ask<string>(AkkaOrders.Ready, TimeSpan.FromSeconds(30));
        }

        return side;
    }

    public Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken) =>
        AppendRound.RunAsync(_actors.Length, 1, plan, _stored, async (_, caller, i) =>
            await _actors[caller].Ask<long>(OrderPlaced.Sample(i), cancellationToken), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Patience.WaitForAsync("the actors to end", _system.Terminate());
        await _dataSource.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static Config Configure(string connectionString) => ConfigurationFactory.ParseString(
        $$"""
        akka {
          loglevel = WARNING
          stdout-loglevel = WARNING
          actor {
            serializers.bench = "{{typeof(AkkaJson).FullName}}, {{typeof(AkkaJson).Assembly.GetName().Name}}"
            serialization-bindings {
              "{{typeof(OrderPlaced).FullName}}, {{typeof(OrderPlaced).Assembly.GetName().Name}}" = bench
            }
          }
          persistence.journal {
            plugin = "akka.persistence.journal.sql"
            sql {
              class = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql"
              connection-string = "{{connectionString}}"
              provider-name = "PostgreSQL.15"
            }
          }
        }
        """).WithFallback(SqlPersistence.DefaultConfiguration);
}
