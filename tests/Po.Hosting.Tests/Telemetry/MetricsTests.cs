using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace Po.Hosting.Tests;

public class MetricsTests
{
    private static readonly StreamId Door = new("doors", "secret-name");
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task An_append_is_counted_and_timed_by_group()
    {
        using var host = await StartAsync("");
        using var durations = Collect<double>(host, "messaging.client.operation.duration");
        using var counts = Collect<long>(host, "messaging.client.sent.messages");

        await host.Po().AppendAsync(
            Door, [new Opened("front"), new Opened("back")], cancellationToken: TestContext.Current.CancellationToken);

        var tags = new Dictionary<string, object?>
        {
            ["messaging.system"] = "po",
            ["messaging.operation.name"] = "append",
            ["messaging.operation.type"] = "send",
            ["messaging.destination.name"] = "doors",
        };
        durations.GetMeasurementSnapshot().Should().ContainSingle().Which.Tags.Should().Equal(tags);
        counts.GetMeasurementSnapshot().Should().ContainSingle().Which.Should().Match<CollectedMeasurement<long>>(
            measurement => measurement.Value == 2);
        counts.LastMeasurement!.Tags.Should().Equal(tags);
    }

    [Fact]
    public async Task An_append_that_fails_carries_the_type_of_its_error()
    {
        using var host = await StartAsync("");
        using var durations = Collect<double>(host, "messaging.client.operation.duration");

        var act = () => host.Po().AppendAsync(Door, new Opened("front"), 7, TestContext.Current.CancellationToken).AsTask();

        await act.Should().ThrowAsync<WriteConflictException>();
        durations.GetMeasurementSnapshot().Should().ContainSingle()
            .Which.Tags["error.type"].Should().Be("Po.WriteConflictException");
    }

    [Fact]
    public async Task A_handled_message_is_counted_and_timed_by_group_and_subscription()
    {
        using var host = await StartAsync("");
        using var durations = Collect<double>(host, "messaging.process.duration");
        using var counts = Collect<long>(host, "messaging.client.consumed.messages");

        await host.Po().AppendAsync(
            Door, [new Opened("front"), new Opened("back")], cancellationToken: TestContext.Current.CancellationToken);
        await host.Po().CaughtUpAsync("view");

        durations.GetMeasurementSnapshot().Select(measurement => measurement.Value).Should().Equal(2, 2);
        counts.GetMeasurementSnapshot().Select(measurement => measurement.Value).Should().Equal(1, 1);
        counts.LastMeasurement!.Tags.Should().Equal(new Dictionary<string, object?>
        {
            ["messaging.system"] = "po",
            ["messaging.operation.name"] = "process",
            ["messaging.operation.type"] = "process",
            ["messaging.destination.name"] = "doors",
            ["messaging.consumer.group.name"] = "view",
        });
    }

    [Fact]
    public async Task A_handler_that_fails_carries_the_type_of_its_error()
    {
        using var host = await StartAsync("");
        using var counts = Collect<long>(host, "messaging.client.consumed.messages");

        await host.Po().AppendAsync(Door, new Closed("front"), cancellationToken: TestContext.Current.CancellationToken);
        await PausedAsync(host);

        counts.GetMeasurementSnapshot().Should().ContainSingle()
            .Which.Tags["error.type"].Should().Be("System.NotSupportedException");
    }

    [Fact]
    public async Task Lag_and_state_of_a_subscription_can_be_observed()
    {
        using var host = await StartAsync("");
        using var lags = Collect<long>(host, "po.subscription.lag");
        using var states = Collect<int>(host, "po.subscription.state");

        await host.Po().AppendAsync(
            Door, [new Opened("front"), new Closed("front")], cancellationToken: TestContext.Current.CancellationToken);
        await PausedAsync(host);
        lags.RecordObservableInstruments();
        states.RecordObservableInstruments();

        var lag = lags.GetMeasurementSnapshot().Should().ContainSingle().Subject;
        lag.Value.Should().Be(1);
        lag.Tags.Should().Equal(new Dictionary<string, object?>
        {
            ["messaging.destination.name"] = "doors",
            ["messaging.consumer.group.name"] = "view",
        });
        states.GetMeasurementSnapshot().ToDictionary(state => (string)state.Tags["po.subscription.state"]!, state => state.Value)
            .Should().BeEquivalentTo(new Dictionary<string, int>
            {
                ["starting"] = 0,
                ["catching_up"] = 0,
                ["caught_up"] = 0,
                ["standing_by"] = 0,
                ["retrying"] = 0,
                ["paused"] = 1,
                ["stopped"] = 0,
            });
    }

    [Fact]
    public async Task A_subscription_that_this_process_no_longer_runs_reports_no_lag_here()
    {
        using var host = await StartAsync("");
        await host.Po().AppendAsync(Door, new Opened("front"), cancellationToken: TestContext.Current.CancellationToken);
        await host.Po().CaughtUpAsync("view");
        await host.StopAsync(TestContext.Current.CancellationToken);
        using var lags = Collect<long>(host, "po.subscription.lag");

        lags.RecordObservableInstruments();

        lags.GetMeasurementSnapshot().Should().BeEmpty();
    }

    [Fact]
    public async Task A_named_store_is_told_apart_and_shares_the_instruments()
    {
        using var host = await StartAsync("billing");
        using var counts = Collect<long>(host, "messaging.client.sent.messages");
        using var lags = Collect<long>(host, "po.subscription.lag");

        await host.Po("billing").AppendAsync(Door, new Opened("front"), cancellationToken: TestContext.Current.CancellationToken);
        await host.Po("billing").CaughtUpAsync("view");
        lags.RecordObservableInstruments();

        counts.LastMeasurement!.Tags["po.store"].Should().Be("billing");
        lags.GetMeasurementSnapshot().Should().ContainSingle().Which.Tags["po.store"].Should().Be("billing");
    }

    [Theory]
    [InlineData("")]
    [InlineData("billing")]
    public async Task Who_holds_readers_back_is_named_while_somebody_does(string name)
    {
        HorizonBlocker? named = null;
        var store = Substitute.For<IStore, IHorizonWatch>();
        ((IHorizonWatch)store).HeldBackFor.Returns(TimeSpan.FromSeconds(12));
        ((IHorizonWatch)store).Blocker.Returns(_ => named);
        using var host = await StartAsync(name, po => po.ReplaceSingleton(_ => store));
        using var heldBack = Collect<double>(host, "po.horizon.held_back");
        using var blocker = Collect<double>(host, "po.horizon.blocker.age");

        blocker.RecordObservableInstruments();
        blocker.GetMeasurementSnapshot().Should().BeEmpty("nobody is named");
        named = new() { Description = "a transaction", ProcessId = 4711, ApplicationName = "loader", Age = TimeSpan.FromSeconds(15) };
        heldBack.RecordObservableInstruments();
        blocker.RecordObservableInstruments();

        var tags = new Dictionary<string, object?>();
        if (name.Length > 0)
        {
            tags["po.store"] = name;
        }

        heldBack.GetMeasurementSnapshot().Should().ContainSingle().Which.Value.Should().Be(12);
        heldBack.LastMeasurement!.Tags.Should().Equal(tags);
        blocker.GetMeasurementSnapshot().Should().ContainSingle().Which.Value.Should().Be(15);
        blocker.LastMeasurement!.Tags.Should().BeEquivalentTo(new Dictionary<string, object?>(tags)
        {
            ["po.horizon.blocker.process_id"] = 4711,
            ["po.horizon.blocker.application"] = "loader",
        });
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_store_that_nobody_can_hold_back_reports_nothing_about_it()
    {
        using var host = await StartAsync("");
        using var heldBack = Collect<double>(host, "po.horizon.held_back");

        heldBack.RecordObservableInstruments();

        heldBack.GetMeasurementSnapshot().Should().BeEmpty();
    }

    [Fact]
    public async Task No_tag_ever_holds_a_stream()
    {
        using var host = await StartAsync("");
        using CollectorSet collectors = new(host.Services.GetRequiredService<IMeterFactory>());

        await host.Po().AppendAsync(
            Door, [new Opened("front"), new Closed("front")], cancellationToken: TestContext.Current.CancellationToken);
        await PausedAsync(host);

        collectors.TagValues().Should().NotBeEmpty().And.NotContain(value => value.Contains("secret", StringComparison.Ordinal));
    }

    private static MetricCollector<T> Collect<T>(IHost host, string instrument)
        where T : struct => new(host.Services.GetRequiredService<IMeterFactory>(), "Po", instrument);

    private static async Task PausedAsync(IHost host)
    {
        var wait = () => host.Po().CaughtUpAsync("view");
        await wait.Should().ThrowAsync<SubscriptionFaultedException>();
    }

    private Task<IHost> StartAsync(string store, Action<IPoBuilder>? change = null)
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddSingleton<TimeProvider>(_time);
        Action<IPoBuilder> configure = po =>
        {
            po.UseInMemory()
                .AddMessage<Opened>("opened")
                .AddMessage<Closed>("closed")
                .AddSubscription("view", "doors", HandleAsync, options => options.MaxAttempts = 1);
            change?.Invoke(po);
        };
        _ = store.Length == 0 ? builder.Services.AddPo(configure) : builder.Services.AddPo(store, configure);
        return builder.StartAsync();
    }

    private ValueTask HandleAsync(Message message, ISubscriptionContext context, CancellationToken cancellationToken)
    {
        _time.Advance(TimeSpan.FromSeconds(2));
        return message.Data is Closed ? throw new NotSupportedException("Closing fails.") : ValueTask.CompletedTask;
    }

    private sealed class CollectorSet(IMeterFactory meters) : IDisposable
    {
        private readonly MetricCollector<double>[] _durations =
        [
            new(meters, "Po", TelemetryNames.OperationDuration), new(meters, "Po", TelemetryNames.ProcessDuration),
        ];

        private readonly MetricCollector<long>[] _counts =
        [
            new(meters, "Po", TelemetryNames.SentMessages),
            new(meters, "Po", TelemetryNames.ConsumedMessages),
            new(meters, "Po", TelemetryNames.SubscriptionLag),
        ];

        public IEnumerable<string> TagValues()
        {
            _counts[2].RecordObservableInstruments();
            return _durations.SelectMany(collector => collector.GetMeasurementSnapshot()).SelectMany(each => each.Tags.Values)
                .Concat(_counts.SelectMany(collector => collector.GetMeasurementSnapshot()).SelectMany(each => each.Tags.Values))
                .Select(value => $"{value}");
        }

        public void Dispose()
        {
            Array.ForEach(_durations, collector => collector.Dispose());
            Array.ForEach(_counts, collector => collector.Dispose());
        }
    }
}
