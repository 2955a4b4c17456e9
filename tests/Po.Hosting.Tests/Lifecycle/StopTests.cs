using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Po.Hosting.Tests;

public class StopTests
{
    private static readonly StreamId Door = new("doors", "1");

    [Fact]
    public async Task All_workers_stop_at_once_so_that_their_grace_times_do_not_add_up()
    {
        var time = new FakeTimeProvider();
        var handlers = new Blocking[] { new(), new(), new() };
        var stopping = new StopObserver();
        var builder = TestHost.CreateBuilder();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddPo(po => po
            .UseInMemory()
            .AddMessage<Opened>("opened")
            .AddSubscription("first", "doors", handlers[0].HandleAsync)
            .AddSubscription("second", "doors", handlers[1].HandleAsync));
        builder.Services.AddSingleton<IHandler>(new LateHandler(handlers[2]));
        builder.Services.AddSingleton<IHostedService>(stopping);
        using var host = await builder.StartAsync();
        await host.Po().AppendAsync(Door, new Opened("front"), cancellationToken: TestContext.Current.CancellationToken);
        foreach (var handler in handlers)
        {
            await handler.Entered.WithinAsync("a handler to be called");
        }

        var stop = host.StopAsync(TestContext.Current.CancellationToken);
        await stopping.Reached.WithinAsync("the host to stop its services");
        stop.IsCompleted.Should().BeFalse();
        time.Advance(new SubscriptionOptions().GraceTime);
        await stop.WithinAsync("the host to stop after one grace time");

        host.Po().Subscriptions.Values.Should().OnlyContain(subscription =>
            subscription.State == SubscriptionState.Stopped && subscription.Position == 0);
    }

    [Fact]
    public async Task A_message_in_flight_is_finished_and_committed_when_the_host_stops()
    {
        var handler = new Blocking();
        var stopping = new StopObserver();
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po
            .UseInMemory()
            .AddMessage<Opened>("opened")
            .AddSubscription("view", "doors", handler.HandleAsync));
        builder.Services.AddSingleton<IHostedService>(stopping);
        using var host = await builder.StartAsync();
        await host.Po().AppendAsync(
            Door, [new Opened("front"), new Opened("back")], cancellationToken: TestContext.Current.CancellationToken);
        await handler.Entered.WithinAsync("the handler to be called");

        var stop = host.StopAsync(TestContext.Current.CancellationToken);
        await stopping.Reached.WithinAsync("the host to stop its services");
        handler.Release();
        await stop.WithinAsync("the host to stop");

        handler.Calls.Should().Be(1);
        (await host.Services.GetRequiredService<IStore>().ReadPositionAsync("view", TestContext.Current.CancellationToken))
            .Should().Be(1);
    }

    [Fact]
    public async Task A_worker_that_outlives_the_shutdown_timeout_is_named()
    {
        var handler = new Blocking { IgnoresCancellation = true };
        var builder = TestHost.CreateBuilder();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(50));
        builder.Services.AddPo(po => po
            .UseInMemory()
            .AddMessage<Opened>("opened")
            .AddSubscription("stubborn", "doors", handler.HandleAsync));
        using var host = await builder.StartAsync();
        await host.Po().AppendAsync(Door, new Opened("front"), cancellationToken: TestContext.Current.CancellationToken);
        await handler.Entered.WithinAsync("the handler to be called");

        await host.StopAsync(TestContext.Current.CancellationToken).WithinAsync("the host to give up stopping");
        handler.Release();

        host.Services.GetFakeLogCollector().GetSnapshot()
            .Should().ContainSingle(record => record.Id.Id == PoEventId.WorkerOutlivedStop)
            .Which.Message.Should().Contain("stubborn");
    }

    [Fact]
    public async Task A_handler_that_ignores_its_token_does_not_keep_the_process_from_ending()
    {
        var time = new FakeTimeProvider();
        var handler = new Blocking { IgnoresCancellation = true };
        var builder = TestHost.CreateBuilder();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(50));
        builder.Services.AddPo(po => po
            .UseInMemory()
            .AddMessage<Opened>("opened")
            .AddSubscription("stubborn", "doors", handler.HandleAsync));
        var host = await builder.StartAsync();
        await host.Po().AppendAsync(Door, new Opened("front"), cancellationToken: TestContext.Current.CancellationToken);
        await handler.Entered.WithinAsync("the handler to be called");
        var logs = host.Services.GetFakeLogCollector();

        await host.StopAsync(TestContext.Current.CancellationToken).WithinAsync("the host to give up stopping");
        var disposing = ((IAsyncDisposable)host).DisposeAsync().AsTask();
        while (!disposing.IsCompleted && !TestContext.Current.CancellationToken.IsCancellationRequested && handler.IsWaiting)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await disposing.WithinAsync("the host to be disposed of while its handler hangs");
        handler.IsWaiting.Should().BeTrue();
        logs.GetSnapshot().Should().Contain(record =>
            record.Level == LogLevel.Error && record.Message.Contains("stubborn", StringComparison.Ordinal));
        handler.Release();
    }

    [Fact]
    public async Task A_subscription_that_was_started_at_run_time_stops_with_the_host()
    {
        var handler = new Blocking();
        var stopping = new StopObserver();
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po.UseInMemory().AddMessage<Opened>("opened"));
        builder.Services.AddSingleton<IHostedService>(stopping);
        using var host = await builder.StartAsync();
        var subscription = await host.Po().SubscribeAsync(
            "run-time",
            new StreamId("doors"),
            new LateHandler(handler),
            cancellationToken: TestContext.Current.CancellationToken);
        await host.Po().AppendAsync(Door, new Opened("front"), cancellationToken: TestContext.Current.CancellationToken);
        await handler.Entered.WithinAsync("the handler to be called");

        var stop = host.StopAsync(TestContext.Current.CancellationToken);
        await stopping.Reached.WithinAsync("the host to stop its services");
        stop.IsCompleted.Should().BeFalse();
        handler.Release();
        await stop.WithinAsync("the host to stop");

        subscription.State.Should().Be(SubscriptionState.Stopped);
        subscription.Position.Should().Be(1);
    }

    [Fact]
    public async Task A_host_that_stops_logs_no_error()
    {
        var builder = TestHost.CreateBuilder();
        builder.Services.AddPo(po => po.UseInMemory().AddSubscription("view", "doors", (_, _, _) => ValueTask.CompletedTask));
        using var host = await builder.StartAsync();
        await host.Po().CaughtUpAsync("view");

        await host.StopAsync(TestContext.Current.CancellationToken).WithinAsync("the host to stop");

        host.Services.GetFakeLogCollector().GetSnapshot().Should().OnlyContain(record => record.Exception == null)
            .And.NotContain(record => record.Level >= LogLevel.Warning);
    }

    private sealed class Blocking
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _calls;

        public bool IgnoresCancellation { get; init; }

        public int Calls => Volatile.Read(ref _calls);

        public bool IsWaiting => !_released.Task.IsCompleted;

        public Task Entered => _entered.Task;

        public void Release() => _released.TrySetResult();

        public async ValueTask HandleAsync(Message message, ISubscriptionContext? context, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            _entered.TrySetResult();

            // Bounded, so that a test that fails does not hang while its host is disposed of.
            await _released.Task.WaitAsync(TimeSpan.FromMinutes(1), IgnoresCancellation ? CancellationToken.None : cancellationToken);
        }
    }

    [Subscription("late", "doors")]
    private sealed class LateHandler(Blocking blocking) : IHandler
    {
        public ValueTask HandleAsync(Message message, CancellationToken cancellationToken) =>
            blocking.HandleAsync(message, null, cancellationToken);
    }

    // Services stop in the reverse order of their registration, after all of them were told that the host is stopping.
    private sealed class StopObserver : IHostedService
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            _reached.TrySetResult();
            return Task.CompletedTask;
        }
    }
}
