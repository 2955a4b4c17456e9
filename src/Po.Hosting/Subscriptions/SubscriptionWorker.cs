using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Po.Hosting;

// Runs one subscription for the life of the host. The engine owns the loop, its delays and its catch.
internal sealed class SubscriptionWorker(
    string subscriptionId, Func<PoEngine> engine, StopSignal stop, ILogger<SubscriptionWorker> logger) : BackgroundService
{
    public string SubscriptionId { get; } = subscriptionId;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (ExecuteTask is { IsCompleted: false })
        {
            Log.WorkerOutlivedStop(logger, SubscriptionId);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, stop.Token);
        await engine().RunSubscriptionAsync(SubscriptionId, stopping.Token).ConfigureAwait(false);
    }
}
