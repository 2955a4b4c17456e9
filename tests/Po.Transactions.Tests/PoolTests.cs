using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Po.Specification;

namespace Po.Transactions.Tests;

/// <summary>Many subscriptions share a few connections.</summary>
public sealed class PoolTests(ShopFixture fixture) : ShopTests(fixture)
{
    private const int Subscriptions = 20;
    private const int Messages = 500;

    [Fact]
    public async Task Many_subscriptions_on_a_few_connections_catch_up_beside_one_that_always_fails()
    {
        await using var services = ShopFixture.CreateServices(WithConnections(5));
        var po = services.GetRequiredService<IPo>();
        for (var i = 0; i < Messages; i += 100)
        {
            await po.AppendAsync(Stream, [.. Enumerable.Range(i, 100).Select(total => (object)new OrderPlaced(total))], cancellationToken: Token);
        }

        var handled = new int[Subscriptions];
        await using var failing = await po.SubscribeAsync(
            $"failing-{Id}", Stream, Handler.Create(_ => throw new FormatException("Not liked.")), cancellationToken: Token);
        var subscriptions = new List<ISubscription>();
        for (var i = 0; i < Subscriptions; i++)
        {
            var mine = i;
            subscriptions.Add(await po.SubscribeAsync($"{i}-{Id}", Stream, Handler.Create(_ => handled[mine]++), cancellationToken: Token));
        }

        await Task.WhenAll(subscriptions.Select(subscription => subscription.WhenCaughtUpAsync(Token).AsTask()))
            .WithinLimitAsync($"{Subscriptions} subscriptions on 5 connections");

        handled.Should().AllBeEquivalentTo(Messages);
        subscriptions.Should().OnlyContain(subscription => subscription.LastError == null, "none has run into a time-out");
        failing.Position.Should().BeLessThan(subscriptions[0].Position);
    }

    [Fact]
    public async Task Handlers_that_hang_leave_connections_to_appends_and_to_reads()
    {
        await using var services = ShopFixture.CreateServices(WithConnections(5));
        var po = services.GetRequiredService<IPo>();
        await po.AppendAsync(Stream, new OrderPlaced(1), cancellationToken: Token);
        using var begun = new SemaphoreSlim(0);
        var mayEnd = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hanging = new List<ISubscription>();
        for (var i = 0; i < 8; i++)
        {
            hanging.Add(await po.SubscribeAsync(
                $"hanging-{i}-{Id}",
                Stream,
                Handler.Create(async (_, token) =>
                {
                    begun.Release();
                    await mayEnd.Task.WaitAsync(token);
                }),
                cancellationToken: Token));
        }

        await begun.WaitAsync(Token).WithinLimitAsync("a handler");
        await begun.WaitAsync(Token).WithinLimitAsync("a second handler");
        await po.AppendAsync(Stream, new OrderPlaced(2), cancellationToken: Token).AsTask().WithinLimitAsync("an append beside hanging handlers");
        (await ReadAsync(po)).Should().Equal(1, 2);

        mayEnd.SetResult();
        await Task.WhenAll(hanging.Select(subscription => subscription.WhenCaughtUpAsync(Token).AsTask())).WithinLimitAsync("the rest");
        hanging.Should().OnlyContain(subscription => subscription.LastError == null);
    }

    private string WithConnections(int count) => new NpgsqlConnectionStringBuilder(Shop.ConnectionString)
    {
        MaxPoolSize = count,
        MinPoolSize = 0,
    }.ConnectionString;
}
