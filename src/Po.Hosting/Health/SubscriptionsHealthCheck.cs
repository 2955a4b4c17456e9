using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Po.Hosting;

// Whether the subscriptions of one store get on, as far as this process knows.
internal sealed class SubscriptionsHealthCheck(IPo po, IStore store) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = HealthStatus.Healthy;
        var problems = new List<string>();
        var report = new Dictionary<string, object>(StringComparer.Ordinal);
        if (store is IHorizonWatch { Blocker: { } blocker } horizon)
        {
            status = HealthStatus.Degraded;
            problems.Add(Report(blocker, horizon.HeldBackFor, report));
        }

        foreach (var subscription in po.Subscriptions.Values.SelectMany(SubscriptionParts.Of))
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

    // Under the names that metrics use; no subscription reports under them, because its names end in .state, .position and .lag.
    private static string Report(HorizonBlocker blocker, TimeSpan heldBackFor, Dictionary<string, object> report)
    {
        report[TelemetryNames.HorizonHeldBack] = heldBackFor.TotalSeconds;
        Add(TelemetryNames.BlockerProcess, blocker.ProcessId);
        Add(TelemetryNames.BlockerApplication, blocker.ApplicationName);
        Add(TelemetryNames.HorizonBlockerAge, blocker.Age?.TotalSeconds);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"For {heldBackFor.TotalSeconds:0} s subscriptions have waited for {blocker}, which has appended and not ended yet.");

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                report[name] = value;
            }
        }
    }

    private static string Describe(ISubscription subscription, SubscriptionState state) =>
        $"Subscription '{subscription.Id}' is {SubscriptionStates.NameOf(state)} after position {subscription.Position}"
        + (subscription.LastError is { } error ? $": {Describe(error)}." : ".");

    // The type of the failure and not its text, which may hold what is in the message. What somebody has written who has paused it holds none.
    private static string Describe(Exception error) => error switch
    {
        StoredErrorException { FailedNumber: 0 } => error.Message.TrimEnd('.'),
        StoredErrorException { FailedNumber: var number } => $"{error.Message.Split(':')[0]} at message {number}",
        _ => (error.InnerException ?? error).GetType().Name,
    };
}
