using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Po.Hosting;

// Whether the subscriptions of one store get on, as far as this process knows.
internal sealed class SubscriptionsHealthCheck(IPo po) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = HealthStatus.Healthy;
        var problems = new List<string>();
        var report = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var subscription in po.Subscriptions.Values)
        {
            var state = subscription.State;
            report[$"{subscription.Id}.state"] = SubscriptionStates.NameOf(state);
            report[$"{subscription.Id}.position"] = subscription.Position;
            report[$"{subscription.Id}.lag"] = subscription.Lag;
            var health = state switch
            {
                SubscriptionState.Paused => context.Registration.FailureStatus,
                SubscriptionState.Retrying => HealthStatus.Degraded,
                _ => HealthStatus.Healthy,
            };
            if (health != HealthStatus.Healthy)
            {
                problems.Add(Describe(subscription, state));
            }

            status = health < status ? health : status;
        }

        return Task.FromResult(new HealthCheckResult(
            status, problems.Count == 0 ? null : string.Join(" ", problems), exception: null, report));
    }

    // The type of the failure and not its text, which may hold what is in the message.
    private static string Describe(ISubscription subscription, SubscriptionState state) =>
        $"Subscription '{subscription.Id}' is {SubscriptionStates.NameOf(state)} after position {subscription.Position}"
        + (subscription.LastError is { } error ? $": {(error.InnerException ?? error).GetType().Name}." : ".");
}
