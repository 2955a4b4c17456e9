using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Po.Hosting.Tests;

public class TracesTests
{
    private readonly string _group = $"doors{Guid.NewGuid():N}";
    private readonly ConcurrentQueue<(string Handler, ActivityTraceId Trace, string? Correlation)> _handled = new();

    [Fact]
    public async Task The_span_of_a_handler_is_a_root_of_its_own_linked_to_the_append()
    {
        var spans = new SpanList(_group);
        using var host = await StartAsync(spans);
        using var request = new Activity("request") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();

        await host.Po().AppendAsync(Stream, new Opened("front"), cancellationToken: TestContext.Current.CancellationToken);
        request.Stop();
        await host.Po().CaughtUpAsync("view");
        await host.StopAsync(TestContext.Current.CancellationToken);

        var append = spans.Single($"append {_group}", ActivityKind.Producer);
        var process = spans.Single($"process {_group}", ActivityKind.Consumer);
        append.ParentSpanId.Should().Be(request.SpanId);
        process.ParentSpanId.Should().Be(default(ActivitySpanId));
        process.TraceId.Should().NotBe(append.TraceId);
        process.Links.Should().ContainSingle().Which.Context.Should().BeEquivalentTo(
            new { append.TraceId, append.SpanId, TraceFlags = ActivityTraceFlags.Recorded, IsRemote = true });
        _handled.Should().ContainSingle().Which.Should().Be(("view", process.TraceId, append.TraceId.ToHexString()));
    }

    [Fact]
    public async Task The_spans_carry_the_names_of_the_messaging_conventions()
    {
        var spans = new SpanList(_group);
        using var host = await StartAsync(spans);

        await host.Po().AppendAsync(
            Stream, [new Opened("front"), new Opened("back")], cancellationToken: TestContext.Current.CancellationToken);
        await host.Po().CaughtUpAsync("view");
        await host.StopAsync(TestContext.Current.CancellationToken);

        spans.Single($"append {_group}", ActivityKind.Producer).TagObjects.Should().BeEquivalentTo(new Dictionary<string, object?>
        {
            ["messaging.system"] = "po",
            ["messaging.operation.name"] = "append",
            ["messaging.operation.type"] = "send",
            ["messaging.destination.name"] = _group,
            ["messaging.batch.message_count"] = 2,
        });
        var message = await host.Po().ReadAsync(Stream, cancellationToken: TestContext.Current.CancellationToken)
            .FirstAsync(TestContext.Current.CancellationToken);
        spans.First($"process {_group}").TagObjects.Should().BeEquivalentTo(new Dictionary<string, object?>
        {
            ["messaging.system"] = "po",
            ["messaging.operation.name"] = "process",
            ["messaging.operation.type"] = "process",
            ["messaging.destination.name"] = _group,
            ["messaging.consumer.group.name"] = "view",
            ["messaging.message.id"] = message.Id.ToString(),
            ["messaging.message.conversation_id"] = message.CorrelationId,
            ["po.message.type"] = "opened",
        });
    }

    [Fact]
    public async Task What_a_handler_appends_belongs_to_the_trace_of_its_handler()
    {
        var spans = new SpanList(_group);
        using var host = await StartAsync(spans);

        await host.Po().AppendAsync(Stream, new Closed("front"), cancellationToken: TestContext.Current.CancellationToken);
        await host.Po().CaughtUpAsync("view");

        // What the handler has appended was committed with its position, so it is there by now.
        await host.Po().CaughtUpAsync("view");
        await host.StopAsync(TestContext.Current.CancellationToken);

        var first = spans.First($"process {_group}");
        var appends = spans.All($"append {_group}");
        appends.Should().HaveCount(2);
        appends[1].ParentSpanId.Should().Be(first.SpanId);
        spans.All($"process {_group}")[1].Links.Single().Context.SpanId.Should().Be(appends[1].SpanId);
    }

    [Fact]
    public async Task A_failure_is_the_status_of_its_span_without_its_text()
    {
        var spans = new SpanList(_group);
        using var host = await StartAsync(spans);

        await host.Po().AppendAsync(Stream, new Opened("broken"), cancellationToken: TestContext.Current.CancellationToken);
        var wait = () => host.Po().CaughtUpAsync("view");
        await wait.Should().ThrowAsync<SubscriptionFaultedException>();

        var process = spans.Single($"process {_group}", ActivityKind.Consumer);
        process.Status.Should().Be(ActivityStatusCode.Error);
        process.StatusDescription.Should().Be("NotSupportedException");
        process.GetTagItem("error.type").Should().Be("System.NotSupportedException");
        process.TagObjects.Should().NotContain(tag => $"{tag.Value}".Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void The_activity_around_a_handler_is_current_again_after_it()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Po",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var instruments = ActivatorUtilities.CreateInstance<PoInstruments>(services);
        var observer = new PoObserver(instruments, "", TimeProvider.System);
        var subscription = NSubstitute.Substitute.For<ISubscription>();
        var message = new Message<Opened> { Data = new Opened("front"), Stream = Stream };
        using var around = new Activity("around").Start();

        var started = observer.HandleStarting(subscription, message);
        var during = Activity.Current;
        observer.HandleEnded(started, subscription, message, null);

        during!.OperationName.Should().Be($"process {_group}");
        during.Parent.Should().BeNull();
        Activity.Current.Should().BeSameAs(around);
    }

    [Fact]
    public void Nothing_is_made_while_nobody_listens()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var instruments = ActivatorUtilities.CreateInstance<PoInstruments>(services);
        var observer = new PoObserver(instruments, "", TimeProvider.System);

        // Tests of one class follow each other, and no other class listens to every source of that name.
        observer.AppendStarting(Stream, 1).Should().BeNull();
        observer.HandleStarting(NSubstitute.Substitute.For<ISubscription>(), new Message<Opened> { Data = new Opened("front") })
            .Should().BeNull();
    }

    [Fact]
    public async Task Metrics_reach_OpenTelemetry()
    {
        var metrics = new List<Metric>();
        var builder = CreateBuilder();
        builder.Services.AddOpenTelemetry().WithMetrics(meters => meters.AddPoInstrumentation().AddInMemoryExporter(metrics));
        using var host = await builder.StartAsync();

        await host.Po().AppendAsync(Stream, new Opened("front"), cancellationToken: TestContext.Current.CancellationToken);
        await host.Po().CaughtUpAsync("view");
        host.Services.GetRequiredService<MeterProvider>().ForceFlush();

        metrics.Select(metric => metric.Name).Should().Contain(
        [
            "messaging.client.operation.duration", "messaging.client.sent.messages", "messaging.process.duration",
            "messaging.client.consumed.messages", "po.subscription.lag", "po.subscription.state",
        ]);
    }

    private StreamId Stream => new(_group, "secret");

    private HostApplicationBuilder CreateBuilder()
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po
            .UseInMemory()
            .AddMessage<Opened>("opened")
            .AddMessage<Closed>("closed")
            .AddSubscription<Handler>("view", _group, options => options.MaxAttempts = 1));
        builder.Services.AddSingleton(_handled);
        return builder;
    }

    private Task<IHost> StartAsync(SpanList spans)
    {
        var builder = CreateBuilder();
        builder.Services.AddOpenTelemetry().WithTracing(traces => traces
            .AddPoInstrumentation()
            .AddProcessor(new OpenTelemetry.SimpleActivityExportProcessor(spans)));
        return builder.StartAsync();
    }

    private sealed class Handler(
        IPo po, ISubscriptionContext context, ConcurrentQueue<(string, ActivityTraceId, string?)> handled) : IHandler
    {
        public async ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
        {
            handled.Enqueue((context.SubscriptionId, Activity.Current?.TraceId ?? default, message.CorrelationId));
            switch (message.Data)
            {
                case Opened { Name: "broken" }:
                    throw new NotSupportedException("secret");
                case Closed closed:
                    await po.AppendAsync(message.Stream, new Opened(closed.Name), cancellationToken: cancellationToken);
                    break;
            }
        }
    }

    // An exporter in memory; sources are known by name in the whole process, so it keeps to the group of its test.
    private sealed class SpanList(string group) : OpenTelemetry.BaseExporter<Activity>
    {
        private readonly ConcurrentQueue<Activity> _spans = new();

        public override OpenTelemetry.ExportResult Export(in OpenTelemetry.Batch<Activity> batch)
        {
            foreach (var activity in batch)
            {
                if (activity.DisplayName.EndsWith(group, StringComparison.Ordinal))
                {
                    _spans.Enqueue(activity);
                }
            }

            return OpenTelemetry.ExportResult.Success;
        }

        public List<Activity> All(string name) =>
            [.. _spans.Where(span => span.DisplayName == name).OrderBy(span => span.StartTimeUtc)];

        public Activity First(string name) => All(name)[0];

        public Activity Single(string name, ActivityKind kind)
        {
            var span = All(name).Should().ContainSingle().Subject;
            span.Kind.Should().Be(kind);
            return span;
        }
    }
}
