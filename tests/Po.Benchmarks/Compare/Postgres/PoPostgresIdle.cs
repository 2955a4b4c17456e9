using System.Diagnostics;
using Npgsql;

namespace Po.Benchmarks;

// A process with subscriptions of as many groups and nothing to do: the connections that it holds, by pg_stat_activity, and the
// statements that it sends, by the server's own log of every one of them, BEGIN and resets included.
internal sealed class PoPostgresIdle(PoPostgres po, NpgsqlDataSource dataSource) : ISide
{
    // Longer than it takes the polls to back off.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(50);

    private string Database => new NpgsqlConnectionStringBuilder(po.ConnectionString).Database!;

    public static async Task<ISide> CreateAsync(RunPlan plan, int subscriptions)
    {
        var po = await PoPostgres.CreateAsync("log_statement = 'all'");
        await po.FillAsync(1_000);

        // The sampling connection is of another database: it counts neither as the store's connection nor in its log.
        var server = new NpgsqlConnectionStringBuilder(po.ConnectionString) { Database = "postgres" };
        var side = new PoPostgresIdle(po, NpgsqlDataSource.Create(server));
        for (var i = 0; i < subscriptions; i++)
        {
            var group = new StreamId(i == 0 ? "orders" : $"group{i}");
            var subscription = await po.Po.SubscribeAsync($"idle-{i}", group, Handler.Create(_ => { }));
            await subscription.WhenCaughtUpAsync();
        }

        await Task.Delay(plan.Time < TimeSpan.FromSeconds(1) ? plan.Time : Settling);
        return side;
    }

    public async Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        var before = await CountStatementsAsync();
        var started = Stopwatch.GetTimestamp();
        var connections = 0;
        var end = plan.Time * 2.5; // By default as long as the longest poll.
        while (Stopwatch.GetElapsedTime(started) < end)
        {
            connections = Math.Max(connections, await CountConnectionsAsync(cancellationToken));
            await Task.Delay(SampleInterval, cancellationToken);
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new Measurement((await CountStatementsAsync() - before) / seconds, 0, 0, 0) { Connections = connections };
    }

    public async ValueTask DisposeAsync()
    {
        await po.DisposeAsync();
        await dataSource.DisposeAsync();
    }

    private async Task<int> CountConnectionsAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Database });
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<int> CountStatementsAsync() =>
        (await PostgresBench.ReadLogAsync()).Split('\n').Count(line =>
            line.StartsWith($"{Database} LOG:  statement:", StringComparison.Ordinal)
            || line.StartsWith($"{Database} LOG:  execute ", StringComparison.Ordinal));
}
