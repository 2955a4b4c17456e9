using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NSubstitute;

namespace Po.Hosting.Tests;

public class AddPoTests
{
    private static readonly StreamId Door = new("doors", "1");

    [Fact]
    public async Task Appends_and_handles_messages_in_a_host()
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po
            .UseInMemory()
            .AddMessage<Opened>("opened")
            .AddSubscription<OpenedHandler>("doors", "doors"));
        using var host = await builder.StartAsync();

        await host.Po().AppendAsync(Door, new Opened("front"), cancellationToken: TestContext.Current.CancellationToken);
        await host.Po().CaughtUpAsync("doors");

        host.Journal().Entries.Should().Equal("opened front");
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_second_call_adds_to_the_first()
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po.UseInMemory().AddMessage<Opened>("opened"));
        builder.Services.AddPo(po => po.AddMessage<Closed>("closed").AddSubscription<AttributedHandler>("both", "doors"));
        builder.Services.AddPo();
        using var host = await builder.StartAsync();

        await host.Po().AppendAsync(
            Door, [new Opened("front"), new Closed("front")], cancellationToken: TestContext.Current.CancellationToken);
        await host.Po().CaughtUpAsync("both");

        host.Journal().Entries.Should().Equal("both: opened front", "both: closed front");
        host.Services.GetServices<IHostedService>().Select(service => service.GetType()).Should().BeEquivalentTo(
            [typeof(PoLifecycle), typeof(LateSubscriptionWorkers), typeof(SubscriptionWorker)]);
    }

    [Fact]
    public void Every_subscription_has_a_background_service_of_its_own()
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po
            .AddMessage<Opened>("opened")
            .AddSubscription<OpenedHandler>("first", "doors")
            .AddSubscription<OpenedHandler>("second", "doors")
            .AddSubscription<OpenedHandler>("third", "gates")
            .AddSubscription("fourth", "gates", (_, _, _) => ValueTask.CompletedTask));
        using var host = builder.Build();

        host.Services.GetServices<IHostedService>().OfType<SubscriptionWorker>().Select(worker => worker.SubscriptionId)
            .Should().Equal("first", "second", "third", "fourth");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_part_can_be_replaced(bool before)
    {
        object[] parts =
        [
            Substitute.For<IStore>(), Substitute.For<IRegistry>(), Substitute.For<IProtocol>(), Substitute.For<IBroker>(),
            Substitute.For<IStateSerializer>(), Substitute.For<IPoObserver>(), Substitute.For<IPo>(), Substitute.For<TimeProvider>(),
        ];
        var services = new ServiceCollection();
        if (before)
        {
            Register(services, parts);
        }

        services.AddPo();
        if (!before)
        {
            Register(services, parts);
        }

        using var provider = services.BuildServiceProvider();

        Resolve(provider).Should().Equal(parts);
    }

    [Fact]
    public async Task A_named_store_is_a_world_of_its_own()
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po
            .UseInMemory()
            .AddMessage<Opened>("opened")
            .AddSubscription<OpenedHandler>("view", "doors"));
        builder.Services.AddPo("billing", po => po
            .UseInMemory()
            .AddMessage<Closed>("closed")
            .AddSubscription<AttributedHandler>("view", "doors"));
        builder.Services.AddPo("billing", po => po.AddMessage<Opened>("open"));
        using var host = await builder.StartAsync();

        await host.Po().AppendAsync(Door, new Opened("front"), cancellationToken: TestContext.Current.CancellationToken);
        await host.Po("billing").AppendAsync(Door, new Closed("back"), cancellationToken: TestContext.Current.CancellationToken);
        await host.Po().CaughtUpAsync("view");
        await host.Po("billing").CaughtUpAsync("view");

        host.Journal().Entries.Should().BeEquivalentTo("opened front", "view: closed back");
        host.Services.GetPoService<IRegistry>("").Contains(typeof(Closed)).Should().BeFalse();
        host.Services.GetRequiredKeyedService<IStore>("billing").Should().NotBeSameAs(host.Services.GetRequiredService<IStore>());
    }

    [Fact]
    public async Task A_named_store_alone_leaves_the_default_store_out()
    {
        var services = new ServiceCollection();
        services.AddPo("billing");
        await using var provider = services.BuildServiceProvider();

        provider.GetService<IPo>().Should().BeNull();
        provider.GetKeyedService<IPo>("billing").Should().NotBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a:b")]
    public void A_name_that_configuration_could_not_hold_is_refused(string name)
    {
        var act = () => new ServiceCollection().AddPo(name);

        act.Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task Without_a_store_it_keeps_everything_in_memory_and_warns_once()
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po.AddSubscription("any", "*", (_, _, _) => ValueTask.CompletedTask));
        using var host = await builder.StartAsync();
        await host.Po().CaughtUpAsync("any");

        host.Services.GetRequiredService<IStore>().Should().BeOfType<InMemoryStore>();
        host.Services.GetFakeLogCollector().GetSnapshot()
            .Should().ContainSingle(record => record.Id.Id == PoEventId.InMemoryByDefault && record.Level == LogLevel.Warning);
    }

    [Fact]
    public async Task A_store_in_memory_on_purpose_warns_of_nothing()
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo().UseInMemory();
        using var host = await builder.StartAsync();

        host.Services.GetFakeLogCollector().GetSnapshot().Should().NotContain(record => record.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Works_in_a_plain_service_collection_without_configuration()
    {
        var services = new ServiceCollection();
        services.AddPo(po => po.AddMessage<Opened>("opened"));
        await using var provider = services.BuildServiceProvider(validateScopes: true);

        var result = await provider.GetRequiredService<IPo>()
            .AppendAsync(Door, new Opened("front"), cancellationToken: TestContext.Current.CancellationToken);

        result.LastNumber.Should().Be(1);
    }

    [Fact]
    public void A_builder_for_a_store_that_was_never_added_is_refused()
    {
        var act = () => new PoBuilder("nowhere", new ServiceCollection()).AddSubscription<OpenedHandler>("doors", "doors");

        act.Should().Throw<PoConfigurationException>().WithMessage("*'nowhere'*AddPo*");
    }

    private static void Register(ServiceCollection services, object[] parts) => services
        .AddSingleton((IStore)parts[0])
        .AddSingleton((IRegistry)parts[1])
        .AddSingleton((IProtocol)parts[2])
        .AddSingleton((IBroker)parts[3])
        .AddSingleton((IStateSerializer)parts[4])
        .AddSingleton((IPoObserver)parts[5])
        .AddSingleton((IPo)parts[6])
        .AddSingleton((TimeProvider)parts[7]);

    private static object[] Resolve(ServiceProvider provider) =>
    [
        provider.GetRequiredService<IStore>(), provider.GetRequiredService<IRegistry>(), provider.GetRequiredService<IProtocol>(),
        provider.GetRequiredService<IBroker>(), provider.GetRequiredService<IStateSerializer>(),
        provider.GetRequiredService<IPoObserver>(), provider.GetRequiredService<IPo>(), provider.GetRequiredService<TimeProvider>(),
    ];
}
