using Microsoft.Extensions.DependencyInjection;

namespace Po.Hosting.Tests;

// A container that knows no asynchronous disposal: it waits for the same end, on a thread on which nothing else can run.
public class DisposeTests
{
    private static readonly StreamId Door = new("doors", "1");
    private static readonly StreamId Doors = new("doors");

    [Theory]
    [InlineData("")]
    [InlineData("billing")]
    public async Task A_provider_can_be_disposed_of_synchronously(string name)
    {
        var services = Build(name);
        var po = services.GetPoService<IPo>(name);
        var subscription = await po.SubscribeAsync(
            "view", Doors, new IdleHandler(), cancellationToken: TestContext.Current.CancellationToken);
        await po.AppendAsync(Door, new Opened("front"), cancellationToken: TestContext.Current.CancellationToken);
        await po.CaughtUpAsync("view");

        await DisposeAsync(services).WithinAsync("the provider to be disposed of");

        subscription.State.Should().Be(SubscriptionState.Stopped);
        services.Dispose();
    }

    [Fact]
    public async Task It_waits_for_the_message_in_flight()
    {
        var services = Build("");
        var po = services.GetRequiredService<IPo>();
        var (hasBegun, mayEnd) = (new TaskCompletionSource(), new TaskCompletionSource());
        var subscription = await po.SubscribeAsync(
            "view",
            Doors,
            Handler.Create(async (_, _) =>
            {
                hasBegun.SetResult();
                await mayEnd.Task;
            }),
            cancellationToken: TestContext.Current.CancellationToken);
        await po.AppendAsync(Door, new Opened("front"), cancellationToken: TestContext.Current.CancellationToken);
        await hasBegun.Task.WithinAsync("the handler to begin");

        var disposing = DisposeAsync(services);
        disposing.IsCompleted.Should().BeFalse();
        mayEnd.SetResult();

        await disposing.WithinAsync("the provider to be disposed of");
        subscription.Position.Should().Be(1);
    }

    [Fact]
    public async Task A_handler_that_does_so_does_not_wait_for_itself()
    {
        var services = Build("");
        var po = services.GetRequiredService<IPo>();
        var disposed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var subscription = await po.SubscribeAsync(
            "view",
            Doors,
            Handler.Create((_, _) =>
            {
                services.Dispose();
                disposed.SetResult();
                return ValueTask.CompletedTask;
            }),
            cancellationToken: TestContext.Current.CancellationToken);

        await po.AppendAsync(Door, new Opened("front"), cancellationToken: TestContext.Current.CancellationToken);

        await disposed.Task.WithinAsync("the handler to have disposed of everything");
        await subscription.DisposeAsync().AsTask().WithinAsync("the subscription to end");
        subscription.State.Should().Be(SubscriptionState.Stopped);
    }

    private static ServiceProvider Build(string name)
    {
        var services = new ServiceCollection();
        Action<IPoBuilder> configure = po => po.UseInMemory().AddMessage<Opened>("opened");
        _ = name.Length == 0 ? services.AddPo(configure) : services.AddPo(name, configure);
        return services.BuildServiceProvider(validateScopes: true);
    }

    // On a thread of its own, to which nothing that is awaited can come back.
    private static Task DisposeAsync(ServiceProvider services)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new DeadContext());
            try
            {
                services.Dispose();
                ended.SetResult();
            }
            catch (Exception e)
            {
                ended.SetException(e);
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return ended.Task;
    }

    private sealed class DeadContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
