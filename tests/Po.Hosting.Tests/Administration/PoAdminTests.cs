using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NSubstitute;

namespace Po.Hosting.Tests;

public class PoAdminTests
{
    private static readonly StreamId Door = new("doors", "1");

    [Fact]
    public async Task An_operator_pauses_and_resumes_a_worker_of_the_host()
    {
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po.UseInMemory().AddMessage<Opened>("opened").AddSubscription("view", "doors", (message, _, _) =>
        {
            _ = message.Number == 2 && second.TrySetResult();
            return ValueTask.CompletedTask;
        }));
        using var host = await builder.StartAsync();
        var admin = host.Services.GetRequiredService<IPoAdmin>().As("an operator");
        await AppendAsync(host, "");
        await host.Po().CaughtUpAsync("view");

        await admin.PauseAsync("view", "The printer burns.", TestContext.Current.CancellationToken);
        await AppendAsync(host, "");
        var wait = () => host.Po().CaughtUpAsync("view");
        var told = await wait.Should().ThrowAsync<SubscriptionFaultedException>();
        await admin.ResumeAsync("view", cancellationToken: TestContext.Current.CancellationToken);
        await second.Task.WithinAsync("the subscription to go on");

        told.WithInnerException<StoredErrorException>().Which.Should().BeEquivalentTo(
            new { FailedNumber = 0, Message = "Paused by an operator: The printer burns." });
        (await admin.ReadAuditAsync("view", TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken))
            .Select(entry => (entry.Action, entry.Actor)).Should().Equal(
                (AuditAction.Resume, "an operator"), (AuditAction.Pause, "an operator"));
    }

    [Fact]
    public async Task Each_store_has_an_administration_of_its_own()
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(Configure);
        builder.Services.AddPo("billing", Configure);
        builder.Services.AddSingleton<Operator>();
        using var host = await builder.StartAsync();
        await AppendAsync(host, "billing");
        await host.Po("billing").CaughtUpAsync("view");
        await host.Po().CaughtUpAsync("view");
        var injected = host.Services.GetRequiredService<Operator>();

        await injected.Billing.PauseAsync("view", cancellationToken: TestContext.Current.CancellationToken);

        injected.Billing.Should().BeSameAs(host.Services.GetRequiredKeyedService<IPoAdmin>("billing"));
        (await injected.Billing.FindAsync("view", TestContext.Current.CancellationToken))!.Status.IsPaused.Should().BeTrue();
        (await injected.Default.FindAsync("view", TestContext.Current.CancellationToken))?.Status.IsPaused.Should().NotBe(true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_can_be_replaced(bool before)
    {
        var own = Substitute.For<IPoAdmin>();
        var services = new ServiceCollection();
        _ = before ? services.AddSingleton(own) : null;
        services.AddPo();
        _ = before ? null : services.AddSingleton(own);
        using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IPoAdmin>().Should().BeSameAs(own);
    }

    [Fact]
    public async Task A_script_administers_what_it_runs_itself()
    {
        await using var po = PoApplication.Create(po => po.UseInMemory().AddMessage<Opened>("opened"));
        await using var subscription = await po.SubscribeAsync(
            "names", new StreamId("doors"), Handler.Create(_ => { }), cancellationToken: TestContext.Current.CancellationToken);
        await po.AppendAsync(Door, new Opened("front"), cancellationToken: TestContext.Current.CancellationToken);
        await po.CaughtUpAsync("names");

        await po.Admin.ResetAsync("names", "once more", TestContext.Current.CancellationToken);
        var audit = await po.Admin.ReadAuditAsync(cancellationToken: TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

        audit.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Action = AuditAction.Reset, po.Admin.Actor, Detail = "From 1 to 0. once more" });
        po.Admin.Actor.Should().Be($"{Environment.UserName}@{Environment.MachineName}");
        po.Admin.Should().BeSameAs(po.Admin);
    }

    private static void Configure(IPoBuilder po) => po
        .UseInMemory()
        .AddMessage<Opened>("opened")
        .AddSubscription<OpenedHandler>("view", "doors");

    private static Task<AppendResult> AppendAsync(IHost host, string store) =>
        host.Po(store).AppendAsync(Door, new Opened("front"), cancellationToken: TestContext.Current.CancellationToken).AsTask();

    private sealed class Operator(IPoAdmin @default, [FromKeyedServices("billing")] IPoAdmin billing)
    {
        public IPoAdmin Default { get; } = @default;

        public IPoAdmin Billing { get; } = billing;
    }
}
