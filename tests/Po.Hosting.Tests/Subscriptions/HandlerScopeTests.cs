using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Po.Hosting.Tests;

public class HandlerScopeTests
{
    private static readonly StreamId Door = new("doors", "1");

    [Fact]
    public async Task Each_transaction_has_a_fresh_scope_that_is_disposed_of_after_it()
    {
        using var host = await StartAsync(services => services.AddScoped<Tracked>());

        await AppendAsync(host, 2);
        await AppendAsync(host, 1);

        host.Journal().Entries.Should().Equal(
            "1 made", "1 handles on attempt 1 of tracked", "1 handles on attempt 1 of tracked", "1 gone",
            "2 made", "2 handles on attempt 1 of tracked", "2 gone");
    }

    [Fact]
    public async Task A_handler_that_no_container_knows_as_itself_is_disposed_of_after_its_transaction()
    {
        using var host = await StartAsync(services => services.AddScoped<IHandler<Opened>, Tracked>());

        await AppendAsync(host, 1);

        host.Journal().Entries.Should().Equal("1 made", "1 handles on attempt 1 of tracked", "1 gone");
    }

    [Fact]
    public async Task A_handler_that_cannot_be_made_pauses_its_subscription_and_no_other()
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po
            .UseInMemory()
            .AddMessage<Opened>("opened")
            .AddSubscription<Unmakeable>("unmakeable", "doors", options => options.MaxAttempts = 1)
            .AddSubscription<OpenedHandler>("healthy", "doors"));
        using var host = await builder.StartAsync();

        await host.Po().AppendAsync(Door, new Opened("front"), cancellationToken: TestContext.Current.CancellationToken);
        await host.Po().CaughtUpAsync("healthy");
        var wait = () => host.Po().CaughtUpAsync("unmakeable");

        (await wait.Should().ThrowAsync<SubscriptionFaultedException>()).WithInnerException<NotSupportedException>();
        host.Journal().Entries.Should().Equal("opened front");
    }

    [Fact]
    public void The_context_outside_a_subscription_says_what_it_is_for()
    {
        var services = new ServiceCollection();
        services.AddPo();
        using var provider = services.BuildServiceProvider(validateScopes: true);
        using var scope = provider.CreateScope();
        var context = scope.ServiceProvider.GetRequiredService<ISubscriptionContext>();

        var act = () => context.SubscriptionId;

        act.Should().Throw<InvalidOperationException>().WithMessage("ISubscriptionContext is of use only*");
    }

    [Fact]
    public async Task A_delegate_is_given_the_context()
    {
        var journal = new Journal();
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po
            .UseInMemory()
            .AddMessage<Opened>("opened")
            .AddSubscription("delegate", "doors", (message, context, _) =>
            {
                journal.Write($"{message.Type} for {context.SubscriptionId} on {context.Source}");
                return ValueTask.CompletedTask;
            }));
        using var host = await builder.StartAsync();

        await host.Po().AppendAsync(Door, new Opened("front"), cancellationToken: TestContext.Current.CancellationToken);
        await host.Po().CaughtUpAsync("delegate");

        journal.Entries.Should().Equal("opened for delegate on doors");
    }

    // Append many at once, so that they are one transaction; wait, so that the next are another.
    private static async Task AppendAsync(IHost host, int count)
    {
        await host.Po().AppendAsync(
            Door,
            [.. Enumerable.Range(0, count).Select(i => new Opened($"{i}"))],
            cancellationToken: TestContext.Current.CancellationToken);
        await host.Po().CaughtUpAsync("tracked");
    }

    private static async Task<IHost> StartAsync(Action<IServiceCollection> register)
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po.UseInMemory().AddMessage<Opened>("opened"));
        register(builder.Services);
        return await builder.StartAsync();
    }

    [Subscription("tracked", "doors")]
    private sealed class Tracked : IHandler<Opened>, IAsyncDisposable
    {
        private readonly Journal _journal;
        private readonly ISubscriptionContext _context;
        private readonly int _number;

        public Tracked(Journal journal, ISubscriptionContext context)
        {
            _journal = journal;
            _context = context;
            _number = journal.Next();
            _journal.Write($"{_number} made");
        }

        public ValueTask HandleAsync(Message<Opened> message, CancellationToken cancellationToken)
        {
            _journal.Write($"{_number} handles on attempt {_context.Attempt} of {_context.SubscriptionId}");
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            _journal.Write($"{_number} gone");
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Unmakeable : IHandler<Opened>
    {
        public Unmakeable() => throw new NotSupportedException("The constructor fails.");

        public ValueTask HandleAsync(Message<Opened> message, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
