using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Po.Postgres.Server;

namespace Po.EndToEnd.Tests.HeldBack;

/// <summary>A transaction that has appended and does not end holds subscriptions back: health and metrics name it until it has ended.</summary>
public sealed class HeldBackTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData("", "po", "COMMIT")]
    [InlineData("billing", "po-billing", "ROLLBACK")]
    public async Task The_blocker_is_named_by_health_and_metrics_until_it_has_ended(string store, string check, string end)
    {
        var reason = await PostgresServer.GetReasonToSkipAsync();
        Assert.SkipWhen(reason is not null, reason ?? "");
        await using var database = await PostgresServer.CreateDatabaseAsync();
        using var host = await StartAsync(store, database.ConnectionString);
        using var heldBack = Collect(host, "po.horizon.held_back");
        using var blocker = Collect(host, "po.horizon.blocker.age");
        await using var late = await OpenAsync(database.ConnectionString);
        await RunAsync(late, "BEGIN; INSERT INTO po_records (stream, number, message_type, data) VALUES ('vans-late', 1, 'late', '{}')");
        await host.Services.GetPoService<IPo>(store).AppendAsync(
            new StreamId("cars", "1"), new CarHeldBack(1), cancellationToken: TestContext.Current.CancellationToken);
        (await CheckAsync(host, check)).Status.Should().Be(HealthStatus.Healthy, "nobody has waited for long");

        var named = await AdvanceUntilAsync(host, check, HealthStatus.Degraded);

        named.Description.Should().Contain($"process {late.ProcessID}").And.Contain("'slow loader'").And.NotContain("Host=");
        named.Data.Should().Contain("po.horizon.blocker.process_id", late.ProcessID).And.Contain("po.horizon.blocker.application", "slow loader");
        named.Data["po.horizon.blocker.age"].Should().BeOfType<double>().Which.Should().BePositive();
        named.Data["po.horizon.held_back"].Should().BeOfType<double>().Which.Should().BeGreaterThanOrEqualTo(10);
        Observe(heldBack).Should().ContainSingle().Which.Value.Should().BeGreaterThanOrEqualTo(10);
        var tags = Observe(blocker).Should().ContainSingle().Subject.Tags;
        tags.Should().Contain("po.horizon.blocker.process_id", late.ProcessID).And.Contain("po.horizon.blocker.application", "slow loader");
        tags.ContainsKey("po.store").Should().Be(store.Length > 0);

        await RunAsync(late, end);
        var free = await AdvanceUntilAsync(host, check, HealthStatus.Healthy);

        free.Data.Keys.Should().NotContain(key => key.StartsWith("po.horizon", StringComparison.Ordinal));
        Observe(heldBack).Should().ContainSingle().Which.Value.Should().Be(0);
        Observe(blocker).Should().BeEmpty();
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "slow loader", Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static MetricCollector<double> Collect(IHost host, string instrument) =>
        new(host.Services.GetRequiredService<IMeterFactory>(), "Po", instrument);

    private static IReadOnlyList<CollectedMeasurement<double>> Observe(MetricCollector<double> collector)
    {
        collector.Clear();
        collector.RecordObservableInstruments();
        return collector.GetMeasurementSnapshot();
    }

    private static async Task<HealthReportEntry> CheckAsync(IHost host, string check)
    {
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        return report.Entries[check];
    }

    private async Task<HealthReportEntry> AdvanceUntilAsync(IHost host, string check, HealthStatus status)
    {
        HealthReportEntry entry = default;
        await Eventually.IsTrueAsync($"the health is {status}", async _ =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            entry = await CheckAsync(host, check);
            return entry.Status == status;
        });
        return entry;
    }

    private async Task<IHost> StartAsync(string store, string connectionString)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<TimeProvider>(_time);
        Action<IPoBuilder> configure = po => po
            .UsePostgres(connectionString)
            .AddMessage<CarHeldBack>("car-held-back")
            .AddSubscription("view", "cars", (_, _, _) => ValueTask.CompletedTask);
        _ = store.Length == 0 ? builder.Services.AddPo(configure) : builder.Services.AddPo(store, configure);
        builder.Services.AddHealthChecks().AddPo(store);
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }
}
