using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using NSubstitute;

namespace Po.Hosting.Tests;

public class HealthTests
{
    [Theory]
    [InlineData(SubscriptionState.Starting, HealthStatus.Healthy)]
    [InlineData(SubscriptionState.CatchingUp, HealthStatus.Healthy)]
    [InlineData(SubscriptionState.CaughtUp, HealthStatus.Healthy)]
    [InlineData(SubscriptionState.StandingBy, HealthStatus.Healthy)]
    [InlineData(SubscriptionState.Retrying, HealthStatus.Degraded)]
    [InlineData(SubscriptionState.Paused, HealthStatus.Unhealthy)]
    [InlineData(SubscriptionState.Stopped, HealthStatus.Healthy)]
    public async Task The_state_of_a_subscription_is_its_health(SubscriptionState state, HealthStatus expected)
    {
        var report = await CheckAsync("ready", Subscription("good", SubscriptionState.CaughtUp), Subscription("other", state));

        report.Status.Should().Be(expected);
    }

    [Fact]
    public async Task The_worst_subscription_decides_and_each_is_reported()
    {
        var report = await CheckAsync(
            "ready",
            Subscription("paused", SubscriptionState.Paused),
            Subscription("retrying", SubscriptionState.Retrying),
            Subscription("good", SubscriptionState.CaughtUp));

        var entry = report.Entries["po"];
        entry.Status.Should().Be(HealthStatus.Unhealthy);
        entry.Description.Should().Be(
            "Subscription 'paused' is paused after position 12: TimeoutException. "
            + "Subscription 'retrying' is retrying after position 12: TimeoutException.");
        entry.Data.Should().Contain("good.state", "caught_up").And.Contain("good.position", 12L).And.Contain("good.lag", 3L)
            .And.HaveCount(9);
    }

    [Theory]
    [InlineData(SubscriptionState.Stopped, HealthStatus.Unhealthy)]
    [InlineData(SubscriptionState.Paused, HealthStatus.Healthy)]
    [InlineData(SubscriptionState.Retrying, HealthStatus.Healthy)]
    public async Task Only_a_worker_that_has_ended_is_a_reason_to_restart(SubscriptionState state, HealthStatus expected)
    {
        var report = await CheckAsync("live", Subscription("view", state));

        report.Entries["po-live"].Status.Should().Be(expected);
    }

    [Fact]
    public async Task A_paused_subscription_makes_a_host_unhealthy_but_alive_until_it_stops()
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po
            .UseInMemory()
            .AddMessage<Opened>("opened")
            .AddSubscription(
                "view", "doors", (_, _, _) => throw new NotSupportedException("secret"), options => options.MaxAttempts = 1));
        builder.Services.AddHealthChecks().AddPo();
        using var host = await builder.StartAsync();
        await host.Po().AppendAsync(
            new StreamId("doors"), new Opened("front"), cancellationToken: TestContext.Current.CancellationToken);
        var wait = () => host.Po().CaughtUpAsync("view");
        await wait.Should().ThrowAsync<SubscriptionFaultedException>();

        var report = await host.Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
        var stopped = await host.Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(TestContext.Current.CancellationToken);

        report.Entries["po"].Status.Should().Be(HealthStatus.Unhealthy);
        report.Entries["po"].Description.Should().Contain("NotSupportedException").And.NotContain("secret");
        report.Entries["po"].Data["view.lag"].Should().Be(1L);
        report.Entries["po-live"].Status.Should().Be(HealthStatus.Healthy);
        stopped.Entries["po-live"].Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task A_pause_that_somebody_has_stored_is_unhealthy_in_every_process_with_who_and_why()
    {
        var store = new InMemoryStore();
        using var first = await StartAsync(store, fails: false);
        using var second = await StartAsync(store, fails: false);
        await AppendAsync(first);
        await first.Po().CaughtUpAsync("view");

        await first.Services.GetRequiredService<IPoAdmin>().As("somebody")
            .PauseAsync("view", "The printer burns.", TestContext.Current.CancellationToken);
        await AppendAsync(first);

        foreach (var host in (IHost[])[first, second])
        {
            await PausedAsync(host);
            var entry = (await CheckAsync(host)).Entries["po"];
            entry.Status.Should().Be(HealthStatus.Unhealthy);
            entry.Description.Should().Be("Subscription 'view' is paused after position 1: Paused by somebody: The printer burns.");
        }
    }

    [Fact]
    public async Task A_pause_that_an_earlier_process_has_stored_is_unhealthy_without_what_the_failure_says()
    {
        var store = new InMemoryStore();
        using (var first = await StartAsync(store, fails: true))
        {
            await AppendAsync(first);
            await PausedAsync(first);
            await first.StopAsync(TestContext.Current.CancellationToken);
        }

        using var second = await StartAsync(store, fails: false);
        await PausedAsync(second);
        var entry = (await CheckAsync(second)).Entries["po"];

        entry.Status.Should().Be(HealthStatus.Unhealthy);
        entry.Description.Should().Be("Subscription 'view' is paused after position 0: NotSupportedException at message 1.");
        (await CheckAsync(second)).Entries["po-live"].Status.Should().Be(HealthStatus.Healthy, "a restart mends nothing");
    }

    [Fact]
    public async Task Each_store_has_checks_of_its_own()
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo().UseInMemory();
        builder.Services.AddPo("billing").UseInMemory();
        builder.Services.AddHealthChecks().AddPo().AddPo("billing");
        using var host = await builder.StartAsync();

        var report = await host.Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(TestContext.Current.CancellationToken);

        report.Entries.Keys.Should().BeEquivalentTo("po", "po-live", "po-billing", "po-live-billing");
        report.Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Who_holds_all_subscriptions_back_is_named()
    {
        var store = Substitute.For<IStore, IHorizonWatch>();
        ((IHorizonWatch)store).HeldBackFor.Returns(TimeSpan.FromSeconds(61.5));
        ((IHorizonWatch)store).Blocker.Returns(new HorizonBlocker
        {
            Description = "a transaction of process 4711",
            ProcessId = 4711,
            ApplicationName = "loader",
            Age = TimeSpan.FromSeconds(63.2),
        });

        var entry = (await CheckAsync("ready", store, Subscription("good", SubscriptionState.CaughtUp))).Entries["po"];

        entry.Status.Should().Be(HealthStatus.Degraded);
        entry.Description.Should().Be(
            "For 62 s subscriptions have waited for a transaction of process 4711, open for 63.2 s, which has appended and not ended yet.");
        entry.Data.Where(item => item.Key.StartsWith("po.", StringComparison.Ordinal)).Should().BeEquivalentTo(new Dictionary<string, object>
        {
            ["po.horizon.held_back"] = 61.5,
            ["po.horizon.blocker.age"] = 63.2,
            ["po.horizon.blocker.process_id"] = 4711,
            ["po.horizon.blocker.application"] = "loader",
        });
    }

    [Fact]
    public async Task A_paused_subscription_is_worse_than_one_that_is_held_back()
    {
        var store = Substitute.For<IStore, IHorizonWatch>();
        ((IHorizonWatch)store).Blocker.Returns(new HorizonBlocker { Description = "the prepared transaction 'x'" });

        var entry = (await CheckAsync("ready", store, Subscription("paused", SubscriptionState.Paused))).Entries["po"];

        entry.Status.Should().Be(HealthStatus.Unhealthy);
        entry.Description.Should().Contain("the prepared transaction 'x', which").And.Contain("'paused' is paused");
        entry.Data.Keys.Should().NotContain("po.horizon.blocker.age").And.NotContain("po.horizon.blocker.process_id");
    }

    [Fact]
    public async Task Who_has_not_held_them_back_for_long_is_not_worth_a_word()
    {
        var store = Substitute.For<IStore, IHorizonWatch>();
        ((IHorizonWatch)store).HeldBackFor.Returns(TimeSpan.FromSeconds(2));
        ((IHorizonWatch)store).Blocker.Returns((HorizonBlocker?)null);

        var report = await CheckAsync("ready", store, Subscription("good", SubscriptionState.CaughtUp));

        report.Status.Should().Be(HealthStatus.Healthy);
    }

    private static Task<IHost> StartAsync(InMemoryStore store, bool fails)
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddSingleton<IStore>(store);
        builder.Services.AddPo(po => po.AddMessage<Opened>("opened").AddSubscription(
            "view", "doors", (_, _, _) => fails ? throw new NotSupportedException("secret: 42") : default, options => options.MaxAttempts = 1));
        builder.Services.AddHealthChecks().AddPo();
        return builder.StartAsync();
    }

    private static Task<AppendResult> AppendAsync(IHost host) => host.Po().AppendAsync(
        new StreamId("doors"), new Opened("front"), cancellationToken: TestContext.Current.CancellationToken).AsTask();

    private static async Task PausedAsync(IHost host)
    {
        var wait = () => host.Po().CaughtUpAsync("view");
        await wait.Should().ThrowAsync<SubscriptionFaultedException>();
    }

    private static Task<HealthReport> CheckAsync(IHost host) =>
        host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

    private static ISubscription Subscription(string id, SubscriptionState state)
    {
        var subscription = Substitute.For<ISubscription>();
        subscription.Id.Returns(id);
        subscription.State.Returns(state);
        subscription.Position.Returns(12);
        subscription.Lag.Returns(3);
        subscription.LastError.Returns(new TimeoutException("secret"));
        return subscription;
    }

    private static Task<HealthReport> CheckAsync(string tag, params ISubscription[] subscriptions) =>
        CheckAsync(tag, new InMemoryStore(), subscriptions);

    private static async Task<HealthReport> CheckAsync(string tag, IStore store, params ISubscription[] subscriptions)
    {
        var po = Substitute.For<IPo>();
        var byId = subscriptions.ToDictionary(subscription => subscription.Id);
        po.Subscriptions.Returns(byId);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(po);
        services.AddSingleton(store);
        services.AddHealthChecks().AddPo();
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(check => check.Tags.Contains(tag), TestContext.Current.CancellationToken);
    }
}
