using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Hosting;

namespace Po.Hosting.Tests;

// What metrics say of snapshots.
public class SnapshotMetricsTests
{
    private static readonly StreamId Door = new("doors", "secret-name");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("billing")]
    public async Task Lookups_and_saves_are_counted_by_what_became_of_them(string store)
    {
        using var host = await StartAsync(store);
        using var lookups = Collect(host, "po.snapshot.lookups");
        using var saves = Collect(host, "po.snapshot.saves");
        var po = store.Length == 0 ? host.Po() : host.Po(store);
        var engine = store.Length == 0
            ? host.Services.GetRequiredService<PoEngine>()
            : host.Services.GetRequiredKeyedService<PoEngine>(store);
        await po.AppendAsync(Door, [.. Enumerable.Repeat(new Opened("front"), 20)], cancellationToken: Token);

        await po.ProjectAsync(Door, new Count(), Token);
        await engine.FlushSnapshotsAsync(Token);
        await po.ProjectAsync(Door, new Count(), Token);
        await po.DeleteSnapshotAsync(Door, "count", Token);
        await po.SaveSnapshotAsync(Door, new Count(), Token);
        await (store.Length == 0 ? host.Services.GetRequiredService<IStore>() : host.Services.GetRequiredKeyedService<IStore>(store)).SaveSnapshotAsync(
            new Snapshot { Stream = Door, Name = "other", Number = 20, GlobalNumber = 20, State = new("", default) }, Token);
        await po.ProjectAsync(Door, new Count { SnapshotName = "other" }, Token);
        await engine.FlushSnapshotsAsync(Token);

        Results(lookups).Should().Equal("not_found", "cached", "not_found", "passed_over");
        Results(saves).Should().Equal("saved", "saved");
        var tags = lookups.GetMeasurementSnapshot()[0].Tags;
        tags["messaging.destination.name"].Should().Be("doors");
        tags.GetValueOrDefault("po.store").Should().Be(store.Length == 0 ? null : store);
        tags.Values.Should().NotContain(value => Equals(value, Door.ToString()));
    }

    private static MetricCollector<long> Collect(IHost host, string name) =>
        new(host.Services.GetRequiredService<IMeterFactory>(), "Po", name);

    private static IEnumerable<object?> Results(MetricCollector<long> collector) =>
        collector.GetMeasurementSnapshot().Select(measured => measured.Tags["po.snapshot.result"]);

    private static Task<IHost> StartAsync(string store)
    {
        var builder = TestHost.CreateBuilder();
        Action<IPoBuilder> configure = po => po.UseInMemory().AddMessage<Opened>("opened").Configure(options =>
        {
            options.Snapshots.EveryMessages = 10;
            options.Snapshots.CacheEntries = 10;
        });
        _ = store.Length == 0 ? builder.Services.AddPo(configure) : builder.Services.AddPo(store, configure);
        return builder.StartAsync();
    }

    private sealed class Count : INamedSnapshot<int>, IHandler<Opened>
    {
        public string SnapshotName { get; init; } = "count";

        public int State { get; set; }

        public ValueTask HandleAsync(Message<Opened> message, CancellationToken cancellationToken)
        {
            State++;
            return ValueTask.CompletedTask;
        }
    }
}
