using Microsoft.Extensions.Hosting;

namespace Po.Hosting;

// Runs the subscriptions of handlers that were put into the service collection after the last AddPo(), when no worker could be
// registered for them any more. Ends at once if there are none.
internal sealed class LateSubscriptionWorkers(Func<SubscriptionCatalog> catalog, Func<PoEngine> engine, StopSignal stop)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, stop.Token);
        await Task.WhenAll(catalog().LateSubscriptions.Select(id => engine().RunSubscriptionAsync(id, stopping.Token)))
            .ConfigureAwait(false);
    }
}
