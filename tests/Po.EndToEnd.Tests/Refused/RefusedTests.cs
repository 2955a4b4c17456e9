using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Po.Postgres.Server;

namespace Po.EndToEnd.Tests.Refused;

/// <summary>A server that takes from a running subscription what it needs pauses it; given back, and resumed, it goes on where it was.</summary>
public sealed class RefusedTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(
        "REVOKE UPDATE (position, moved_at) ON po_subscriptions FROM {worker}",
        "GRANT UPDATE (position, moved_at) ON po_subscriptions TO {worker}",
        PostgresErrorCodes.InsufficientPrivilege)]
    [InlineData(
        "REVOKE SELECT ON po_records FROM {worker}, {reader}", "GRANT SELECT ON po_records TO {reader}", PostgresErrorCodes.InsufficientPrivilege)]
    [InlineData(
        "ALTER TABLE po_subscriptions RENAME TO gone", "ALTER TABLE gone RENAME TO po_subscriptions", PostgresErrorCodes.UndefinedTable)]
    [InlineData(
        "ALTER ROLE {application} NOLOGIN; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{application}'",
        "ALTER ROLE {application} LOGIN",
        PostgresErrorCodes.InvalidAuthorizationSpecification)]
    public async Task A_refusal_pauses_and_once_mended_and_resumed_nothing_is_lost_or_doubled(string refuse, string mend, string sqlState)
    {
        var reason = await PostgresServer.GetReasonToSkipAsync();
        Assert.SkipWhen(reason is not null, reason ?? "");
        await using var application = await Application.CreateAsync();
        using var host = await StartAsync(application.ConnectionString);
        await using var owner = PoOfOwner(application);
        await owner.AppendAsync(new StreamId("counts", "1"), new Counted(1), cancellationToken: Token);
        var subscription = host.Services.GetRequiredService<IPo>().Subscriptions["counter"];
        await Eventually.IsTrueAsync("the first message is counted", async _ => await application.ReadCountsAsync() is [1]);

        await application.RunAsync(refuse);
        await owner.AppendAsync(new StreamId("counts", "1"), new Counted(2), cancellationToken: Token);
        await Eventually.IsTrueAsync("the subscription is paused", _ => Task.FromResult(subscription.State == SubscriptionState.Paused));

        subscription.LastError.Should().BeOfType<PostgresException>().Which.SqlState.Should().Be(sqlState);
        (await CheckAsync(host)).Status.Should().Be(HealthStatus.Unhealthy);
        await application.RunAsync(mend);
        subscription.Resume();
        await Eventually.IsTrueAsync("the subscription goes on", async _ => await application.ReadCountsAsync() is [1, 2]);
        await Eventually.IsTrueAsync("it is well", async _ => (await CheckAsync(host)).Status == HealthStatus.Healthy);
        await host.StopAsync(Token);
    }

    private static async Task<HealthReportEntry> CheckAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Entries["po"];

    private static Po.Hosting.PoApplication PoOfOwner(Application application) => Po.Hosting.PoApplication.Create(
        po => po.UsePostgres(application.OwnerConnectionString).AddMessage<Counted>("counted"));

    private static async Task<IHost> StartAsync(string connectionString)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddPo(po => po
            .UsePostgres(connectionString)
            .AddMessage<Counted>("counted")
            .AddSubscription(
                "counter",
                "counts",
                CountAsync,
                options => (options.MaxAttempts, options.RetryDelay) = (3, TimeSpan.FromMilliseconds(10))));
        builder.Services.AddHealthChecks().AddPo();
        var host = builder.Build();
        await host.StartAsync(Token);
        return host;
    }

    private static async ValueTask CountAsync(Message message, ISubscriptionContext context, CancellationToken cancellationToken)
    {
        var transaction = await context.GetTransactionAsync(cancellationToken);
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO counts (value) VALUES ({((Counted)message.Data).Value})";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
