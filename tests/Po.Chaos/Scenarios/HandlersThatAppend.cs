using Microsoft.Extensions.DependencyInjection;

namespace Po.Chaos;

/// <summary>S28: handlers that append to the group they listen to, to another one, and that execute commands, all at once.</summary>
internal sealed class HandlersThatAppend : IScenario
{
    private const int Depth = 3;
    private const int Chains = 4;
    private static readonly StreamId Sums = new("sums", "all");

    public string Id => "S28";

    public string Title => "handlers append to their own group and to another one, and execute commands";

    public string Checks => "I1 I2 I3 I8: no deadlock, every effect once";

    public ServerNeed Server => ServerNeed.Database;

    public int SmallCycles => 5;

    public async Task RunAsync(ChaosRun run)
    {
        await using var host = await LocalHost.StartAsync(
            po =>
            {
                po.UsePostgres(run.Server.ConnectionString);
                po.AddMessage<WorkDone>("work-done");
                po.AddMessage<WorkEchoed>("work-echoed");
                po.AddSubscription<ChainHandler>("own", "chain");
                po.AddSubscription<OtherGroupHandler>("other", "chain");
                po.AddSubscription<SummingHandler>("sum", "chain");
            },
            run.Token);
        var expected = 0;
        for (var cycle = 1; cycle <= run.Cycles; cycle++)
        {
            // Each chain ends in as many messages as it is deep, and one.
            await Task.WhenAll(Enumerable.Range(0, Chains).Select(async chain => await host.Po.AppendAsync(
                new StreamId("chain", $"{run.Random.Next(3)}-{chain}"), new WorkDone("chain", Depth, 0), cancellationToken: run.Token)));
            expected += Chains * (Depth + 1);
            run.Tally.Fault(3 * Chains * (Depth + 1));
            await run.RequireAsync(run.HeadLimit, "I8", $"all effects of cycle {cycle} are there", async () =>
                await CountAsync(host.Po, new StreamId("chain"), run.Token) >= expected
                && await CountAsync(host.Po, new StreamId("others"), run.Token) >= expected
                && await CountAsync(host.Po, Sums, run.Token) >= expected);
            run.Tally.Cycles = cycle;
        }

        foreach (var source in new[] { new StreamId("chain"), new StreamId("others"), Sums })
        {
            var count = await CountAsync(host.Po, source, run.Token);
            run.Expect(count == expected, "I2", $"{count} messages in {source} instead of {expected}");
            run.Tally.Events += count;
        }
    }

    private static async Task<int> CountAsync(IPo po, StreamId source, CancellationToken token) => await po.ReadAsync(source, cancellationToken: token).CountAsync(token);
}
