using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Po.Hosting.Tests;

// What metrics say of names that are not registered and are passed.
public class UnknownMessageTests
{
    [Fact]
    public async Task Each_message_that_is_passed_is_counted_without_its_name()
    {
        var store = new InMemoryStore();
        var records = ((string[])["lost", "opened", "lost", "gone"]).Select(type => new NewRecord
        {
            Id = Guid.CreateVersion7(),
            Type = type,
            Data = """{"name":"1"}"""u8.ToArray(),
            Time = DateTimeOffset.UnixEpoch,
        });
        await store.AppendAsync(new AppendRequest { Stream = new("doors", "secret-name"), Records = [.. records] }, TestContext.Current.CancellationToken);
        var builder = TestHost.CreateBuilder(("Po:Subscriptions:view:OnUnknownMessage", "Skip"));
        builder.Services.AddSingleton<IStore>(store);
        builder.Services.AddPo(po => po.AddMessage<Opened>("opened").AddSubscription("view", "doors", (_, _, _) => ValueTask.CompletedTask));
        using var host = builder.Build();
        using var counts = new MetricCollector<long>(host.Services.GetRequiredService<IMeterFactory>(), "Po", "po.subscription.unknown");

        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.Po().CaughtUpAsync("view");

        counts.GetMeasurementSnapshot().Sum(measurement => measurement.Value).Should().Be(3);
        counts.LastMeasurement!.Tags.Should().BeEquivalentTo(new Dictionary<string, object?>
        {
            ["messaging.system"] = "po",
            ["messaging.operation.name"] = "process",
            ["messaging.operation.type"] = "process",
            ["messaging.destination.name"] = "doors",
            ["messaging.consumer.group.name"] = "view",
        });
    }
}
