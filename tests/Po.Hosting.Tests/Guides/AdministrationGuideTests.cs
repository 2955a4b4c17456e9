using Microsoft.Extensions.DependencyInjection;

namespace Po.Hosting.Tests;

// The examples of docs/guides/administration.md.
public class AdministrationGuideTests
{
    [Fact]
    public async Task A_report_and_a_repair_are_a_few_lines()
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po
            .UseInMemory()
            .AddMessage<Opened>("opened")
            .AddSubscription("totals", "doors", (_, _, _) => ValueTask.CompletedTask));
        using var host = await builder.StartAsync();
        var admin = host.Services.GetRequiredService<IPoAdmin>();
        await host.Po().AppendAsync(
            new StreamId("doors", "1"), [new Opened("1"), new Opened("2"), new Opened("3")], cancellationToken: TestContext.Current.CancellationToken);
        await host.Po().CaughtUpAsync("totals");

        await RepairAsync(admin, "anna", TestContext.Current.CancellationToken);
        using var report = new StringWriter();
        await ReportAsync(admin, report, TestContext.Current.CancellationToken);

        report.ToString().Should().StartWith("totals has got to ").And.Contain("anna: Pause totals. Rounding was wrong since Tuesday.");
        (await admin.ReadAuditAsync(cancellationToken: TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken))
            .Select(entry => (entry.Action, entry.Actor)).Should().Equal(
                (AuditAction.Resume, "anna"), (AuditAction.Move, "anna"), (AuditAction.Pause, "anna"));
    }

    #region report
    private static async Task ReportAsync(IPoAdmin admin, TextWriter report, CancellationToken cancellationToken)
    {
        foreach (var subscription in await admin.ListAsync(cancellationToken))
        {
            var status = subscription.Status;
            var state = status switch
            {
                { IsPaused: true } => $"paused: {status.Error}",
                { FailedNumber: > 0 } => $"message {status.FailedNumber} has failed {status.FailedAttempts} times: {status.Error}",
                _ => "running",
            };
            report.WriteLine($"{subscription.Id} has got to {subscription.Position}, {subscription.ParkedMessages} parked, {state}");
        }

        await foreach (var entry in admin.ReadAuditAsync(cancellationToken: cancellationToken).Take(20))
        {
            report.WriteLine($"{entry.Time:u} {entry.Actor}: {entry.Action} {entry.SubscriptionId}. {entry.Detail}");
        }
    }

    #endregion

    #region repair
    private static async Task RepairAsync(IPoAdmin admin, string user, CancellationToken cancellationToken)
    {
        var operation = admin.As(user);
        await operation.PauseAsync("totals", "Rounding was wrong since Tuesday.", cancellationToken);

        // Nothing handles messages now: correct the rows, then hand over again what came after message 1.
        await operation.MoveAsync("totals", 1, "Rounding is mended.", cancellationToken);
        await operation.ResumeAsync("totals", cancellationToken: cancellationToken);
    }

    #endregion
}
