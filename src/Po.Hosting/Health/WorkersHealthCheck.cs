using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Po.Hosting;

// Whether every worker of one store is alive. A worker ends only when its host stops.
internal sealed class WorkersHealthCheck(IPo po, IHostApplicationLifetime? lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var stopped = lifetime?.ApplicationStopping.IsCancellationRequested == true
            ? []
            : po.Subscriptions.Values.Where(subscription => subscription.State == SubscriptionState.Stopped).ToList();
        return Task.FromResult(stopped.Count == 0
            ? HealthCheckResult.Healthy()
            : new HealthCheckResult(
                context.Registration.FailureStatus,
                $"The worker of {string.Join(", ", stopped.Select(subscription => $"'{subscription.Id}'"))} has ended."));
    }
}
