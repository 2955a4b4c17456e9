using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Po.Hosting.Tests;

public class HandlerDiscoveryTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_handler_that_is_a_service_is_found_before_and_after_AddPo(bool before)
    {
        using var host = await StartAsync(services => services.AddScoped<AttributedHandler>(), before);

        await AppendOneToEachAsync(host);

        host.Journal().Entries.Should().BeEquivalentTo("doors: opened front", "doors: closed front", "gates: opened garden");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_handler_that_is_registered_as_an_interface_is_found(bool before)
    {
        // A neighbour under the same interface, which cannot be made, keeps its fault to itself.
        using var host = await StartAsync(
            services => services
                .AddTransient<IHandler<Opened>, AttributedHandler>()
                .AddScoped<IHandler<Closed>, AttributedHandler>()
                .AddScoped<IHandler<Opened>>(_ => throw new InvalidOperationException("a broken neighbour")),
            before);

        await AppendOneToEachAsync(host);

        host.Journal().Entries.Should().BeEquivalentTo("doors: opened front", "doors: closed front", "gates: opened garden");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_singleton_handler_is_the_one_that_the_container_has(bool before)
    {
        using var host = await StartAsync(
            services => services.AddSingleton<IHandler, EverythingHandler>().AddSingleton<IHandler, SilentHandler>(), before);
        var instance = host.Services.GetServices<IHandler>().OfType<EverythingHandler>().Single().Instance;

        await AppendOneToEachAsync(host, "everything");

        host.Journal().Entries.Should().Equal(
            $"everything: opened by {instance}", $"everything: closed by {instance}", $"everything: opened by {instance}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_instance_is_found(bool before)
    {
        var journal = new Journal();
        using var host = await StartAsync(services => services.AddSingleton<IHandler>(new EverythingHandler(journal)), before);

        await AppendOneToEachAsync(host, "everything");

        journal.Entries.Should().HaveCount(3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_handler_that_a_factory_makes_is_found(bool before)
    {
        var journal = new Journal();
        using var host = await StartAsync(services => services.AddScoped(_ => new EverythingHandler(journal)), before);

        await AppendOneToEachAsync(host, "everything");

        journal.Entries.Should().HaveCount(3);
    }

    [Fact]
    public void A_handler_found_before_AddPo_has_its_own_worker_and_a_later_one_is_run_by_the_late_workers()
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddScoped<EverythingHandler>();
        AddPo(builder);
        builder.Services.AddScoped<AttributedHandler>();
        using var host = builder.Build();

        host.Services.GetServices<IHostedService>().OfType<SubscriptionWorker>().Select(worker => worker.SubscriptionId)
            .Should().Equal("everything");
        host.Services.GetRequiredService<SubscriptionCatalog>().LateSubscriptions.Should().BeEquivalentTo("doors", "gates");
    }

    [Fact]
    public async Task The_same_binding_found_in_every_way_is_one_subscription()
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddScoped<AttributedHandler>();
        AddPo(builder)
            .AddHandler<AttributedHandler>()
            .AddHandler<AttributedHandler>()
            .AddSubscription<AttributedHandler>("doors", "doors", options => options.PageSize = 7);
        builder.Services.AddScoped<IHandler<Closed>, AttributedHandler>();
        using var host = await builder.StartAsync();

        await AppendOneToEachAsync(host);

        host.Journal().Entries.Should().BeEquivalentTo("doors: opened front", "doors: closed front", "gates: opened garden");
        host.Services.GetServices<IHostedService>().OfType<SubscriptionWorker>().Should().HaveCount(2);
        host.Services.GetRequiredService<SubscriptionCatalog>().Definitions.Select(definition => definition.Options!.PageSize)
            .Should().Equal(7, new SubscriptionOptions().PageSize);
    }

    [Fact]
    public async Task Handlers_of_an_assembly_are_found_by_their_attributes()
    {
        var builder = TestHost.CreateBuilder();
        AddPo(builder).AddMessage<Unregistered>("unregistered").AddHandlersFromAssembly(typeof(HandlerDiscoveryTests).Assembly);
        await using var provider = builder.Services.BuildServiceProvider();

        provider.GetRequiredService<IPo>().Subscriptions.Keys
            .Should().BeEquivalentTo("doors", "gates", "everything", "unknown", "tracked", "late", "batches");
    }

    [Fact]
    public void A_class_that_Po_has_made_a_service_of_is_not_found_by_its_attribute()
    {
        var builder = TestHost.CreateBuilder();
        AddPo(builder).AddSubscription<EverythingHandler>("mine", "doors");
        builder.Services.AddPo();
        using var host = builder.Build();

        host.Po().Subscriptions.Keys.Should().Equal("mine");
    }

    [Fact]
    public async Task A_named_store_finds_the_handlers_that_have_its_name_as_their_key()
    {
        var builder = TestHost.CreateBuilder();
        AddPo(builder);
        builder.Services.AddKeyedScoped<AttributedHandler>("billing");
        builder.Services.AddPo("billing", po => po.UseInMemory().AddMessage<Opened>("opened").AddMessage<Closed>("closed"));
        builder.Services.AddKeyedSingleton<IHandler, EverythingHandler>("billing");
        builder.Services.AddKeyedSingleton<IHandler, EverythingHandler>("elsewhere");
        using var host = await builder.StartAsync();

        await AppendOneToEachAsync(host, [], "billing");
        await host.Po("billing").CaughtUpAsync("doors");
        await host.Po("billing").CaughtUpAsync("gates");
        await host.Po("billing").CaughtUpAsync("everything");

        host.Po().Subscriptions.Should().BeEmpty();
        host.Po("billing").Subscriptions.Keys.Should().BeEquivalentTo("doors", "gates", "everything");
        host.Journal().Entries.Should().Contain("doors: opened front").And.HaveCount(6);
    }

    private static async Task<IHost> StartAsync(Action<IServiceCollection> register, bool before)
    {
        var builder = TestHost.CreateBuilder();
        if (before)
        {
            register(builder.Services);
        }

        AddPo(builder);
        if (!before)
        {
            register(builder.Services);
        }

        return await builder.StartAsync();
    }

    private static IPoBuilder AddPo(HostApplicationBuilder builder) => builder.Services.AddPo(po => po
        .UseInMemory()
        .AddMessage<Opened>("opened")
        .AddMessage<Closed>("closed"));

    private static Task AppendOneToEachAsync(IHost host, params string[] subscriptions) =>
        AppendOneToEachAsync(host, subscriptions.Length == 0 ? ["doors", "gates"] : subscriptions, "");

    private static async Task AppendOneToEachAsync(IHost host, string[] subscriptions, string store)
    {
        var po = host.Po(store);
        await po.AppendAsync(
            new StreamId("doors", "1"),
            [new Opened("front"), new Closed("front")],
            cancellationToken: TestContext.Current.CancellationToken);
        await po.AppendAsync(
            new StreamId("gates", "1"), new Opened("garden"), cancellationToken: TestContext.Current.CancellationToken);
        foreach (var subscription in subscriptions)
        {
            await po.CaughtUpAsync(subscription);
        }
    }

    private sealed class SilentHandler : IHandler
    {
        public ValueTask HandleAsync(Message message, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
