using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Hosting;

namespace Po.Hosting.Tests;

public class PartitionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Are_bound_from_code_and_split_again_by_an_operator()
    {
        var builder = TestHost.CreateBuilder();
        Add(builder.Services);
        using var host = await builder.StartAsync();
        await AppendAsync(host, 20);
        await host.Po().CaughtUpAsync("doors");
        host.Po().Subscriptions["doors"].Partitions.Should().HaveCount(8);

        await RepartitionAsync(host.Services.GetRequiredService<IPoAdmin>()).WithinAsync("the change");
        await AppendAsync(host, 20);
        await host.Po().CaughtUpAsync("doors");

        host.Po().Subscriptions["doors"].Partitions.Should().HaveCount(4);
        host.Journal().Entries.Should().HaveCount(40);
        await host.StopAsync(Token);

        static void Add(IServiceCollection services)
        {
            #region partitions
            services.AddPo()
                .AddMessage<Opened>("opened")
                .AddSubscription<OpenedHandler>("doors", "door", options => options.Partitions = 8);
            #endregion
        }

        static async Task RepartitionAsync(IPoAdmin admin)
        {
            #region repartition
            await admin.RepartitionAsync("doors", 4, "Fewer machines.");
            #endregion
        }
    }

    [Fact]
    public async Task Are_configured_and_observed_each_for_itself()
    {
        var builder = TestHost.CreateBuilder(("Po:Subscriptions:doors:Partitions", "3"));
        builder.Services.AddPo().AddMessage<Opened>("opened").AddSubscription<OpenedHandler>("doors", "door");
        builder.Services.AddHealthChecks().AddPo();
        using var host = await builder.StartAsync();
        await AppendAsync(host, 20);
        await host.Po().CaughtUpAsync("doors");
        using var lag = new MetricCollector<long>(host.Services.GetRequiredService<IMeterFactory>(), "Po", "po.subscription.lag");

        lag.RecordObservableInstruments();
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);

        lag.GetMeasurementSnapshot().Select(measurement => measurement.Tags["po.subscription.partition"]).Should().BeEquivalentTo([0, 1, 2]);
        lag.GetMeasurementSnapshot().Should().OnlyContain(measurement => (string)measurement.Tags["messaging.consumer.group.name"]! == "doors");
        report.Entries["po"].Data.Keys.Should().Contain(["doors[0/3].state", "doors[1/3].position", "doors[2/3].lag"]);
        report.Status.Should().Be(HealthStatus.Healthy);
        await host.StopAsync(Token);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1025")]
    public async Task Are_from_1_to_1024(string partitions)
    {
        var builder = TestHost.CreateBuilder(("Po:Subscriptions:doors:Partitions", partitions));
        builder.Services.AddPo().AddMessage<Opened>("opened").AddSubscription<OpenedHandler>("doors", "door");
        using var host = builder.Build();

        var start = () => host.StartAsync(Token);

        await start.Should().ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>().WithMessage("*Po:Subscriptions:doors: *Partitions*");
    }

    private static async Task AppendAsync(IHost host, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await host.Po().AppendAsync(new StreamId("door", $"{i}"), new Opened($"{i}"), cancellationToken: Token);
        }
    }
}
