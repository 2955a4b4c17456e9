using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Trace;

namespace Po.Hosting.Tests;

// A batch is one call of the application's code, and many messages.
public class BatchTelemetryTests
{
    private readonly string _group = $"doors{Guid.NewGuid():N}";

    [Fact]
    public async Task A_batch_is_counted_by_its_messages_and_timed_once()
    {
        using var host = await StartAsync();
        using var counts = Collect<long>(host, "messaging.client.consumed.messages");
        using var durations = Collect<double>(host, "messaging.process.duration");

        await AppendAsync(host, "front", "back", "side");

        counts.GetMeasurementSnapshot().Should().ContainSingle().Which.Value.Should().Be(3);
        counts.LastMeasurement!.Tags.Should().Equal(new Dictionary<string, object?>
        {
            ["messaging.system"] = "po",
            ["messaging.operation.name"] = "process",
            ["messaging.operation.type"] = "process",
            ["messaging.destination.name"] = _group,
            ["messaging.consumer.group.name"] = "view",
        });
        durations.GetMeasurementSnapshot().Should().ContainSingle().Which.Tags.Should().Equal(counts.LastMeasurement.Tags);
    }

    [Fact]
    public async Task A_batch_is_one_span_with_its_first_message()
    {
        var spans = new SpanList(_group);
        using var host = await StartAsync(spans);

        await AppendAsync(host, "front", "back");
        await host.StopAsync(TestContext.Current.CancellationToken);

        var first = await host.Po().ReadAsync(Stream, cancellationToken: TestContext.Current.CancellationToken)
            .FirstAsync(TestContext.Current.CancellationToken);
        var span = spans.Processed().Should().ContainSingle().Subject;
        span.Kind.Should().Be(ActivityKind.Consumer);
        span.GetTagItem("messaging.message.id").Should().Be(first.Id.ToString());
        span.Links.Should().ContainSingle();
    }

    [Fact]
    public async Task A_batch_that_fails_carries_the_type_of_its_error_and_no_text()
    {
        var spans = new SpanList(_group);
        using var host = await StartAsync(spans);
        using var counts = Collect<long>(host, "messaging.client.consumed.messages");

        var append = () => AppendAsync(host, "broken");

        await append.Should().ThrowAsync<SubscriptionFaultedException>();
        counts.GetMeasurementSnapshot().Should().ContainSingle()
            .Which.Tags["error.type"].Should().Be("System.NotSupportedException");
        var span = spans.Processed().Should().ContainSingle().Subject;
        span.Status.Should().Be(ActivityStatusCode.Error);
        span.StatusDescription.Should().Be("NotSupportedException");
        span.TagObjects.Should().NotContain(tag => $"{tag.Value}".Contains("secret", StringComparison.Ordinal));
    }

    private StreamId Stream => new(_group, "1");

    private static MetricCollector<T> Collect<T>(IHost host, string instrument)
        where T : struct => new(host.Services.GetRequiredService<IMeterFactory>(), "Po", instrument);

    private async Task AppendAsync(IHost host, params string[] names)
    {
        await host.Po().AppendAsync(
            Stream, [.. names.Select(name => new Opened(name))], cancellationToken: TestContext.Current.CancellationToken);
        await host.Po().CaughtUpAsync("view");
    }

    private Task<IHost> StartAsync(SpanList? spans = null)
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po
            .UseInMemory()
            .AddMessage<Opened>("opened")
            .AddSubscription<Batches>("view", _group, options => options.MaxAttempts = 1));
        if (spans is not null)
        {
            builder.Services.AddOpenTelemetry().WithTracing(traces => traces
                .AddPoInstrumentation()
                .AddProcessor(new OpenTelemetry.SimpleActivityExportProcessor(spans)));
        }

        return builder.StartAsync();
    }

    private sealed class Batches : IBatchHandler
    {
        public ValueTask HandleAsync(IReadOnlyList<Message> messages, CancellationToken cancellationToken) =>
            messages.Any(message => message.Data is Opened { Name: "broken" }) ? throw new NotSupportedException("secret") : default;
    }

    // Sources are known by name in the whole process, so it keeps to the group of its test.
    private sealed class SpanList(string group) : OpenTelemetry.BaseExporter<Activity>
    {
        private readonly ConcurrentQueue<Activity> _spans = new();

        public override OpenTelemetry.ExportResult Export(in OpenTelemetry.Batch<Activity> batch)
        {
            foreach (var activity in batch)
            {
                _spans.Enqueue(activity);
            }

            return OpenTelemetry.ExportResult.Success;
        }

        public IEnumerable<Activity> Processed() => _spans.Where(span => span.DisplayName == $"process {group}");
    }
}
