using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Hosting;

namespace Po.Hosting.Tests;

// What metrics say of messages that have failed at their last attempt.
public class GivenUpTests
{
    private static readonly StreamId Door = new("doors", "secret-name");

    [Theory]
    [InlineData(FailurePolicy.Pause, "pause")]
    [InlineData(FailurePolicy.ParkStream, "park_stream")]
    [InlineData(FailurePolicy.Skip, "skip")]
    public async Task A_message_that_is_given_up_is_counted_once_with_policy_and_error(FailurePolicy policy, string name)
    {
        using var host = await StartAsync("", policy);
        using var counts = Collect(host);

        await AppendAsync(host.Po(), policy);

        var measured = counts.GetMeasurementSnapshot().Should().ContainSingle().Subject;
        measured.Value.Should().Be(1);
        measured.Tags.Should().BeEquivalentTo(new Dictionary<string, object?>
        {
            ["messaging.system"] = "po",
            ["messaging.operation.name"] = "process",
            ["messaging.operation.type"] = "process",
            ["messaging.destination.name"] = "doors",
            ["messaging.consumer.group.name"] = "view",
            ["po.failure.policy"] = name,
            ["error.type"] = "System.NotSupportedException",
        });
    }

    [Fact]
    public async Task That_of_a_named_store_is_told_apart()
    {
        using var host = await StartAsync("billing", FailurePolicy.Skip);
        using var counts = Collect(host);

        await AppendAsync(host.Po("billing"), FailurePolicy.Skip);

        counts.GetMeasurementSnapshot().Should().ContainSingle().Which.Tags["po.store"].Should().Be("billing");
    }

    [Fact]
    public async Task A_message_that_succeeds_at_its_last_attempt_is_not_counted()
    {
        using var host = await StartAsync("", FailurePolicy.Skip, attempts: 2);
        using var counts = Collect(host);

        await AppendAsync(host.Po(), FailurePolicy.Skip);

        counts.GetMeasurementSnapshot().Should().BeEmpty();
    }

    private static MetricCollector<long> Collect(IHost host) =>
        new(host.Services.GetRequiredService<IMeterFactory>(), "Po", "po.subscription.given_up");

    private static async Task AppendAsync(IPo po, FailurePolicy policy)
    {
        await po.AppendAsync(
            Door, [new Opened("front"), new Opened("back")], cancellationToken: TestContext.Current.CancellationToken);
        var wait = () => po.CaughtUpAsync("view");
        if (policy is FailurePolicy.Pause)
        {
            await wait.Should().ThrowAsync<SubscriptionFaultedException>();
        }
        else
        {
            await wait();
        }
    }

    // The first message fails at its first attempt.
    private static Task<IHost> StartAsync(string store, FailurePolicy policy, int attempts = 1)
    {
        var builder = TestHost.CreateBuilder();
        Action<IPoBuilder> configure = po => po.UseInMemory().AddMessage<Opened>("opened").AddSubscription(
            "view",
            "doors",
            (message, context, _) => message.Number == 1 && context.Attempt == 1 ? throw new NotSupportedException("secret") : default,
            options =>
            {
                options.OnFailure = policy;
                options.MaxAttempts = attempts;
                options.RetryDelay = TimeSpan.FromMilliseconds(1);
            });
        _ = store.Length == 0 ? builder.Services.AddPo(configure) : builder.Services.AddPo(store, configure);
        return builder.StartAsync();
    }
}
