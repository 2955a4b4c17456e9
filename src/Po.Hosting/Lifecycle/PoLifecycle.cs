using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Po.Hosting;

// Makes one store ready before any worker starts, and stops all workers at once when the host begins to stop.
internal sealed class PoLifecycle(string store, IServiceProvider services) : IHostedLifecycleService
{
    private readonly ILogger _logger = services.GetRequiredService<ILogger<PoLifecycle>>();
    private Task _ending = Task.CompletedTask;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        // Resolving it freezes the registry and checks every subscription: what cannot work is refused here.
        var engine = services.GetPoService<PoEngine>(store);
        CheckGraceTimes();
        try
        {
            await engine.InitializeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && services.GetPoService<IStore>(store).IsTransient(e))
        {
            Log.StoreNotReadyAtStart(_logger, e);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await services.GetRequiredService<StopSignal>().SendAsync().ConfigureAwait(false);

        // Those that the application has started with SubscribeAsync() have no worker that would stop them.
        var configured = services.GetPoService<SubscriptionCatalog>(store).Definitions.Select(definition => definition.Id).ToHashSet();
        _ending = Task.WhenAll(
            from subscription in services.GetPoService<PoEngine>(store).Subscriptions.Values.ToList()
            where !configured.Contains(subscription.Id)
            select subscription.DisposeAsync().AsTask());
    }

    public async Task StopAsync(CancellationToken cancellationToken) =>
        await _ending.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // A warning and no refusal: an application may shorten its ShutdownTimeout for reasons of its own, and what the handler has not
    // committed by then is only done again.
    private void CheckGraceTimes()
    {
        var shutdownTimeout = services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
        foreach (var subscription in services.GetPoService<SubscriptionCatalog>(store).Definitions)
        {
            if (subscription.Options is { } options && options.GraceTime >= shutdownTimeout)
            {
                Log.GraceTimeTooLong(_logger, subscription.Id, options.GraceTime, shutdownTimeout);
            }
        }
    }
}
