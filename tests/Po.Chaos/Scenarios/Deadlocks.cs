using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Po.Chaos;

/// <summary>S30: two handlers change the same two rows the other way round, and one is refused with 40001 now and then.</summary>
internal sealed class Deadlocks : IScenario
{
    private const int Messages = 10;

    public string Id => "S30";

    public string Title => "handlers that deadlock with each other, and that meet 40001";

    public string Checks => "I1 I2 I3 I8: a page that was rolled back is handled again as a whole, every effect once";

    public ServerNeed Server => ServerNeed.Database;

    public int SmallCycles => 2;

    public async Task RunAsync(ChaosRun run)
    {
        await using var ledger = new Ledger(run.Server.ConnectionString);
        await ledger.ExecuteAsync(
            $"""
            {Rows.Create};
            CREATE TABLE sums (name text PRIMARY KEY, sum bigint NOT NULL);
            INSERT INTO sums VALUES ('a', 0), ('b', 0);
            DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = ''50ms''', current_database()); END $$;
            """,
            run.Token);
        var refused = new ConcurrentDictionary<long, byte>();
        await using var host = await LocalHost.StartAsync(
            po =>
            {
                po.UsePostgres(run.Server.ConnectionString);
                po.AddMessage<WorkDone>("work-done");
                po.AddSubscription("left", "work", (message, context, token) => ChangeAsync(message, context, "a", "b", token));
                po.AddSubscription("right", "work", (message, context, token) => ChangeAsync(message, context, "b", "a", token));
                po.AddSubscription("refused", "work", async (message, context, token) =>
                {
                    await Rows.WriteAsync(context, message, token);
                    if (message.Number % 7 == 0 && refused.TryAdd(message.Number, 0))
                    {
                        await Rows.RunAsync(context, "DO $$ BEGIN RAISE EXCEPTION 'as planned' USING ERRCODE = '40001'; END $$", token);
                    }
                });
            },
            run.Token);
        var appended = new List<long>();
        for (var cycle = 1; cycle <= run.Cycles; cycle++)
        {
            for (var message = 0; message < Messages; message++)
            {
                appended.Add((await host.Po.AppendAsync(
                    new StreamId("work", "1"), new WorkDone("work", 1, 1), cancellationToken: run.Token)).LastGlobalNumber);
            }

            foreach (var subscription in new[] { "left", "right", "refused" })
            {
                await host.WaitAsync(run, subscription, appended[^1]);
            }

            run.Tally.Cycles = cycle;
        }

        foreach (var subscription in new[] { "left", "right", "refused" })
        {
            var handled = await Rows.ReadAsync(ledger, subscription, run.Token);
            run.Expect(handled.SequenceEqual(appended), "I2", $"'{subscription}' has handled {string.Join(' ', handled)}");
        }

        var sums = await ledger.ReadAsync("SELECT sum FROM sums", null, run.Token);
        run.Expect(sums.All(sum => sum == $"{2 * appended.Count}"), "I2", $"sums of {string.Join(" and ", sums)} instead of {2 * appended.Count}");
        var deadlocks = (int)await ledger.ReadNumberAsync(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()", run.Token);
        run.Tally.Fault(deadlocks + refused.Count);
        run.Tally.Events = appended.Count;
        run.Tally.Notes.Enqueue(FormattableString.Invariant($"{deadlocks} deadlocks and {refused.Count} refusals with 40001"));
    }

    private static async ValueTask ChangeAsync(Message message, ISubscriptionContext context, string first, string second, CancellationToken token)
    {
        await Rows.WriteAsync(context, message, token);
        await Rows.RunAsync(context, $"UPDATE sums SET sum = sum + 1 WHERE name = '{first}'", token);
        await Task.Delay(5, token);
        await Rows.RunAsync(context, $"UPDATE sums SET sum = sum + 1 WHERE name = '{second}'", token);
    }
}
