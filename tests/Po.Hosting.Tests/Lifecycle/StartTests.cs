using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Po.Hosting.Tests;

public class StartTests
{
    [Fact]
    public async Task The_store_is_ready_before_any_worker_starts()
    {
        var order = new List<string>();
        var store = new HookedStore(() => order.Add("store"));
        var builder = TestHost.CreateBuilder();
        builder.Services.AddSingleton<IStore>(store);
        builder.Services.AddSingleton<IHostedService>(new StartedFirst(() => order.Add("service")));
        builder.Services.AddPo();
        using var host = await builder.StartAsync();

        order.Should().Equal("store", "service");
    }

    [Fact]
    public async Task A_store_that_is_away_at_start_is_a_warning_and_tried_again_later()
    {
        var away = new TimeoutException("The store is away.");
        var faults = new Queue<Exception>([away]);
        var store = new HookedStore(() =>
        {
            if (faults.TryDequeue(out var fault))
            {
                throw fault;
            }
        });
        var builder = TestHost.CreateBuilder();
        builder.Services.AddSingleton<IStore>(store);
        builder.Services.AddPo();
        using var host = await builder.StartAsync();

        await host.Services.GetRequiredService<PoEngine>().InitializeAsync(TestContext.Current.CancellationToken);

        host.Services.GetFakeLogCollector().GetSnapshot().Where(record => record.Level >= LogLevel.Warning)
            .Should().ContainSingle(record => record.Id.Id == PoEventId.StoreNotReadyAtStart && record.Exception == away);
    }

    [Fact]
    public async Task A_schema_of_another_version_stops_the_host()
    {
        var store = new HookedStore(() => throw new SchemaVersionException("The schema is too new."));
        var builder = TestHost.CreateBuilder();
        builder.Services.AddSingleton<IStore>(store);
        builder.Services.AddPo();
        using var host = builder.Build();

        var start = () => host.StartAsync(TestContext.Current.CancellationToken);

        await start.Should().ThrowAsync<SchemaVersionException>();
    }

    [Fact]
    public async Task A_grace_time_that_the_host_does_not_grant_gives_a_warning()
    {
        var builder = TestHost.CreateBuilder(("Po:Subscriptions:patient:GraceTime", "00:00:05"));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddPo(po => po
            .UseInMemory()
            .AddSubscription("patient", "doors", (_, _, _) => ValueTask.CompletedTask)
            .AddSubscription(
                "quick", "doors", (_, _, _) => ValueTask.CompletedTask, options => options.GraceTime = TimeSpan.FromSeconds(4)));
        using var host = await builder.StartAsync();

        host.Services.GetFakeLogCollector().GetSnapshot()
            .Where(record => record.Level >= LogLevel.Warning).Should().ContainSingle()
            .Which.Message.Should().Contain("patient").And.Contain("00:00:05");
    }

    [Fact]
    public async Task Which_subscriptions_are_bound_is_logged()
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po.UseInMemory().AddSubscription("view", "doors", (_, _, _) => ValueTask.CompletedTask));
        using var host = await builder.StartAsync();

        host.Services.GetFakeLogCollector().GetSnapshot()
            .Should().ContainSingle(record => record.Id.Id == PoEventId.SubscriptionsBound)
            .Which.Message.Should().Be("1 subscriptions are bound to handlers: view.");
    }

    private sealed class StartedFirst(Action start) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            start();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
