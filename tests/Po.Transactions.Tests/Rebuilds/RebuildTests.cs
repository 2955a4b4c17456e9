using System.Data.Common;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Po.Specification;

namespace Po.Transactions.Tests;

/// <summary>Real tables that are rebuilt while they are live, on each store with a database; docs/guides/rebuild.md shows parts of it.</summary>
public abstract class RebuildTests
{
    private const int Orders = 20;

    /// <summary>Cancelled when the test run is.</summary>
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Chooses the store.</summary>
    protected abstract void Use(IPoBuilder po);

    /// <summary>A connection of the application to the database of the store.</summary>
    protected abstract ValueTask<DbConnection> ConnectAsync();

    [Fact]
    public async Task A_reader_sees_the_whole_old_or_the_whole_new_content_and_each_message_counts_once()
    {
        using var host = CreateHost();
        var po = host.Services.GetRequiredService<IPo>();
        await host.Services.GetRequiredService<IStore>().InitializeAsync(Token);
        await RunAsync("CREATE TABLE totals (id text PRIMARY KEY, total integer NOT NULL, made text NOT NULL DEFAULT 'old')");
        await AppendAsync(po, Orders * 20);
        await host.StartAsync(Token);
        await po.Subscriptions["totals"].WhenCaughtUpAsync(Token).AsTask().WithinLimitAsync("the live table to be filled");

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var reading = Task.Run(() => ReadAsync(ending.Token), Token);
        var appending = Task.Run(() => AppendAsync(po, Orders * 20), Token);
        var rebuild = await RebuildAsync(po, Token);
        await rebuild.WhenCompletedAsync(Token).AsTask().WithinLimitAsync($"the rebuild; it is {rebuild.State}, {rebuild.Error}");
        await appending;
        await po.Subscriptions["totals"].WhenCaughtUpAsync(Token).AsTask().WithinLimitAsync("the live subscription to go on in the new table");
        await ending.CancelAsync();
        var seen = await reading;

        seen.Should().Equal("old", "new");
        (await SumAsync()).Should().Be((Orders, "new", "new", Orders * 40));
        (await RowsAsync("SELECT min(made) FROM totals_old")).Should().Be("old");
        var again = await RebuildAsync(po, Token);
        await again.WhenCompletedAsync(Token).AsTask().WithinLimitAsync("nothing, as it is done");
        Describe(again).Should().StartWith("Completed: ").And.Contain("00:00:00 left");
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task A_switch_that_fails_leaves_tables_and_positions_as_they_were()
    {
        using var host = CreateHost();
        var (po, store) = (host.Services.GetRequiredService<IPo>(), host.Services.GetRequiredService<IStore>());
        await store.InitializeAsync(Token);
        await RunAsync("CREATE TABLE totals (id text PRIMARY KEY, total integer NOT NULL, made text NOT NULL DEFAULT 'old')");
        await AppendAsync(po, Orders);
        await host.StartAsync(Token);
        await po.Subscriptions["totals"].WhenCaughtUpAsync(Token).AsTask().WithinLimitAsync("the live table to be filled");
        var fails = true;
        var rebuild = await po.RebuildAsync("totals", new RebuildOptions
        {
            Target = "totals_v2",
            Prepare = PrepareAsync,
            Switch = async (context, token) =>
            {
                await SwitchAsync(context, token);
                if (fails)
                {
                    throw new InvalidOperationException("Not yet.");
                }
            },
        }, Token);

        (await rebuild.Awaiting(failing => failing.WhenCompletedAsync(Token).AsTask()).Should().ThrowAsync<SubscriptionFaultedException>())
            .WithInnerException<InvalidOperationException>();

        (await SumAsync()).Should().Be((Orders, "old", "old", Orders));
        (await RowsAsync("SELECT min(made) FROM totals_v2")).Should().Be("new");
        (await store.ReadSubscriptionAsync("totals~totals_v2", Token)).Should().NotBeNull();
        fails = false;
        rebuild.Resume();
        await rebuild.WhenCompletedAsync(Token).AsTask().WithinLimitAsync("the rebuild");
        (await SumAsync()).Should().Be((Orders, "new", "new", Orders));
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task What_is_marked_does_not_run()
    {
        using var host = CreateHost(po => po
            .AddSubscription<MailTotals>("mails", "order")
            .AddSubscription("more", "order", [OutsideEffects] (_, _, _) => ValueTask.CompletedTask));
        var po = host.Services.GetRequiredService<IPo>();
        foreach (var subscription in new[] { "mails", "more" })
        {
            await po.Awaiting(it => it.RebuildAsync(subscription, new RebuildOptions { Target = "v2", Switch = SwitchAsync }, Token).AsTask())
                .Should().ThrowAsync<RebuildRefusedException>();
        }
    }

    #region rebuild
    private static ValueTask<IRebuild> RebuildAsync(IPo po, CancellationToken cancellationToken) =>
        po.RebuildAsync(
            "totals",
            new RebuildOptions
            {
                Target = "totals_v2",
                Prepare = PrepareAsync,
                Switch = SwitchAsync,
            },
            cancellationToken);

    private static async ValueTask PrepareAsync(ISubscriptionContext context, CancellationToken cancellationToken)
    {
        var transaction = await context.GetTransactionAsync(cancellationToken);
        await transaction.Connection!.ExecuteAsync(
            """
            DROP TABLE IF EXISTS totals_v2;
            CREATE TABLE totals_v2 (id text PRIMARY KEY, total integer NOT NULL, made text NOT NULL DEFAULT 'new')
            """,
            transaction: transaction);
    }

    private static async ValueTask SwitchAsync(ISubscriptionContext context, CancellationToken cancellationToken)
    {
        var transaction = await context.GetTransactionAsync(cancellationToken);
        await transaction.Connection!.ExecuteAsync(
            """
            ALTER TABLE totals RENAME TO totals_old;
            ALTER TABLE totals_v2 RENAME TO totals
            """,
            transaction: transaction);
    }
    #endregion

    #region progress
    private static string Describe(IRebuild rebuild) =>
        $"{rebuild.State}: {rebuild.Position} of {rebuild.Horizon}, {rebuild.Estimate?.ToString() ?? "unknown time"} left. {rebuild.Error?.Message}";
    #endregion

    private static async Task AppendAsync(IPo po, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await po.AppendAsync(new StreamId("order", $"{i % Orders}"), new OrderPlaced(1), cancellationToken: Token);
        }
    }

    // Which contents were seen, one after the other.
    private async Task<List<string>> ReadAsync(CancellationToken ending)
    {
        var (seen, sum) = (new List<string>(), 0);
        while (!ending.IsCancellationRequested || seen is not [.., "new"])
        {
            var (rows, first, last, total) = await SumAsync();
            (rows, first).Should().Be((Orders, last), "no reader sees a part of a content, or parts of two");
            total.Should().BeGreaterThanOrEqualTo(sum, "what was seen once stays");
            sum = total;
            if (seen is not [.., var before] || before != first)
            {
                seen.Add(first);
            }
        }

        return seen;
    }

    private async Task<(int Rows, string First, string Last, int Total)> SumAsync()
    {
        await using var connection = await ConnectAsync();
        var (rows, first, last, total) = await connection.QuerySingleAsync<(long, string, string, long)>(
            "SELECT count(*), min(made), max(made), sum(total) FROM totals");
        return ((int)rows, first, last, (int)total);
    }

    private async Task<string?> RowsAsync(string query)
    {
        await using var connection = await ConnectAsync();
        return await connection.ExecuteScalarAsync<string>(query);
    }

    private async Task RunAsync(string statement)
    {
        await using var connection = await ConnectAsync();
        await connection.ExecuteAsync(statement);
    }

    private IHost CreateHost(Action<IPoBuilder>? configure = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddPo(po =>
        {
            Use(po);
            po.AddMessage<OrderPlaced>().AddSubscription<OrderTotals>("totals", "order", options =>
            {
                options.RetryDelay = TimeSpan.FromMilliseconds(1);
                options.MaxRetryDelay = TimeSpan.FromMilliseconds(10);
            });
            configure?.Invoke(po);
        });
        return builder.Build();
    }
}
