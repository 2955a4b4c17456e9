using Microsoft.Extensions.DependencyInjection;
using Po.Hosting;
using Po.Postgres.Server;

namespace Po.Benchmarks;

// Projects a stream of 10,000 messages that has a snapshot, again and again: from what is stored, or from what the process has kept.
internal sealed class PoPostgresHydrate(PostgresDatabase database, PoApplication po) : ISide
{
    private static readonly StreamId Stream = new("orders", "hot");

    public static async Task<ISide> CreateAsync(bool isKept)
    {
        var database = await PostgresBench.CreateDatabaseAsync();
        var po = PoApplication.Create(po => po
            .UsePostgres(PostgresBench.ConnectionString(database.ConnectionString))
            .AddMessage("order-placed", BenchmarkJson.Default.OrderPlaced)
            .ReplaceSingleton<IStateSerializer>(_ => new JsonStateSerializer(new(TurnoverJson.Default.Options)))
            .Configure(options =>
            {
                options.Snapshots.EveryMessages = 500;
                options.Snapshots.CacheEntries = isKept ? 1_000 : 0;
            }));
        await AppendAsync(po, 0, Turnover.Snapshot);
        await po.SaveSnapshotAsync(Stream, new Turnover());
        await AppendAsync(po, Turnover.Snapshot, Turnover.Messages);
        return new PoPostgresHydrate(database, po);
    }

    public Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken) =>
        Callers.RunAsync(1, 1, plan.Time, async (_, _) =>
        {
            var turnover = await po.ProjectAsync(Stream, new Turnover(), cancellationToken);
            if (turnover.State.Orders != Turnover.Messages)
            {
                throw new InvalidOperationException($"{Turnover.Messages} messages are stored, {turnover.State.Orders} were folded.");
            }
        });

    public async ValueTask DisposeAsync()
    {
        await po.DisposeAsync();
        await database.DisposeAsync();
    }

    private static async Task AppendAsync(PoApplication po, int from, int to)
    {
        foreach (var chunk in Enumerable.Range(from, to - from).Chunk(1_000))
        {
            await po.AppendAsync(Stream, [.. chunk.Select(object (i) => OrderPlaced.Sample(i))]);
        }
    }
}
