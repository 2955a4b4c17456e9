using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Po.Hosting.Tests;

public class BatchHandlerTests
{
    private static readonly StreamId Door = new("doors", "1");

    public static TheoryData<string, Action<HostApplicationBuilder>> Ways() => new()
    {
        { "AddSubscription", builder => builder.Services.AddPo().AddSubscription<Batches>("batches", "doors") },
        { "AddHandler", builder => builder.Services.AddPo().AddHandler<Batches>() },
        { "a service before AddPo", builder => builder.Services.AddScoped<Batches>().AddPo() },
        { "a service after AddPo", builder => builder.Services.AddScoped<Batches>() },
        { "a service as an interface", builder => builder.Services.AddScoped<IBatchHandler, Batches>() },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_class_that_handles_batches_is_found_and_handed_a_page(string way, Action<HostApplicationBuilder> register)
    {
        var builder = CreateBuilder();
        register(builder);
        using var host = await builder.StartAsync();

        await host.Po().AppendAsync(
            Door, [new Opened("front"), new Closed("front")], cancellationToken: TestContext.Current.CancellationToken);
        await host.Po().CaughtUpAsync("batches");

        host.Journal().Entries.Should().Equal(["batches, attempt 1: opened, closed"], "it is registered by {0}", way);
    }

    [Fact]
    public async Task Each_attempt_at_a_batch_has_a_scope_of_its_own_and_a_failing_message_ends_up_alone()
    {
        var builder = CreateBuilder();
        builder.Services.AddPo(po => po
            .AddSubscription<Batches>("batches", "doors", options => (options.MaxAttempts, options.OnFailure) = (1, FailurePolicy.ParkStream)));
        using var host = await builder.StartAsync();

        await host.Po().AppendAsync(Door, new Opened("broken"), cancellationToken: TestContext.Current.CancellationToken);
        await host.Po().AppendAsync(new StreamId("doors", "2"), new Opened("fine"), cancellationToken: TestContext.Current.CancellationToken);
        await host.Po().CaughtUpAsync("batches");

        var admin = host.Services.GetRequiredService<IPoAdmin>();
        (await admin.ReadParkedAsync("batches", cancellationToken: TestContext.Current.CancellationToken)
            .SingleAsync(TestContext.Current.CancellationToken))
            .Should().BeEquivalentTo(new { GlobalNumber = 1, Stream = Door, Attempts = 1, Error = "NotSupportedException: Broken." });
        host.Journal().Entries.Should().Equal("batches, attempt 1: opened");
    }

    private static HostApplicationBuilder CreateBuilder()
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po.UseInMemory().AddMessage<Opened>("opened").AddMessage<Closed>("closed"));
        return builder;
    }

    [Subscription("batches", "doors")]
    private sealed class Batches(Journal journal, ISubscriptionContext context) : IBatchHandler
    {
        public ValueTask HandleAsync(IReadOnlyList<Message> messages, CancellationToken cancellationToken)
        {
            if (messages.Any(message => message.Data is Opened { Name: "broken" }))
            {
                throw new NotSupportedException("Broken.");
            }

            journal.Write($"{context.SubscriptionId}, attempt {context.Attempt}: {string.Join(", ", messages.Select(message => message.Type))}");
            return ValueTask.CompletedTask;
        }
    }
}
