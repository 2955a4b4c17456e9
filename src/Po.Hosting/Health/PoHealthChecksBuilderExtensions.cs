using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Po;
using Po.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Reports the health of Po.</summary>
public static class PoHealthChecksBuilderExtensions
{
    /// <summary>Adds two health checks for a store: whether its subscriptions get on, and whether their workers are alive.</summary>
    /// <remarks>
    /// <para><c>po</c>, tagged <c>ready</c>: unhealthy while a subscription is paused, in whichever process, degraded while one retries or while a
    /// transaction has held all of them back for so long that the store warns of it. Its data holds state, position and lag of each
    /// subscription, of each partition of one that is split, and what is known of that transaction.</para>
    /// <para><c>po-live</c>, tagged <c>live</c>: unhealthy when a worker has ended although the application goes on, which only a
    /// restart can mend. Neither asks the store anything.</para>
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="storeName">The name of the store, which is added to the names of the checks; empty for the default store.</param>
    /// <returns>The builder.</returns>
    public static IHealthChecksBuilder AddPo(this IHealthChecksBuilder builder, string storeName = "")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(storeName);
        var suffix = storeName.Length == 0 ? "" : $"-{storeName}";
        return builder
            .Add(new HealthCheckRegistration(
                $"po{suffix}",
                services => new SubscriptionsHealthCheck(
                    services.GetPoService<IPo>(storeName), services.GetPoService<IStore>(storeName)),
                failureStatus: null,
                tags: ["ready", "po"]))
            .Add(new HealthCheckRegistration(
                $"po-live{suffix}",
                services => new WorkersHealthCheck(
                    services.GetPoService<IPo>(storeName), services.GetService<IHostApplicationLifetime>()),
                failureStatus: null,
                tags: ["live", "po"]));
    }
}
