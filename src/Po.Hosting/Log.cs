using Microsoft.Extensions.Logging;

namespace Po.Hosting;

internal static partial class Log
{
    [LoggerMessage(
        PoEventId.InMemoryByDefault,
        LogLevel.Warning,
        "No store was named for Po, so everything is kept in memory and nothing outlives this process. Name one, for example with "
        + "UseSqlite(), or say UseInMemory() if this is meant.")]
    public static partial void InMemoryByDefault(ILogger logger);

    [LoggerMessage(
        PoEventId.StoreNotReadyAtStart,
        LogLevel.Warning,
        "The store could not be made ready at start. The host starts nevertheless; every worker and every call tries again.")]
    public static partial void StoreNotReadyAtStart(ILogger logger, Exception exception);

    [LoggerMessage(
        PoEventId.UnknownSubscriptionConfigured,
        LogLevel.Warning,
        "The configuration has a section {Section}, but no subscription of that id is registered. A typing error?")]
    public static partial void UnknownSubscriptionConfigured(ILogger logger, string section);

    [LoggerMessage(
        PoEventId.GraceTimeTooLong,
        LogLevel.Warning,
        "The grace time of subscription {SubscriptionId}, {GraceTime}, is not below HostOptions.ShutdownTimeout, {ShutdownTimeout}: "
        + "the host may end before a message in flight does. Its work is then rolled back and done again.")]
    public static partial void GraceTimeTooLong(
        ILogger logger, string subscriptionId, TimeSpan graceTime, TimeSpan shutdownTimeout);

    [LoggerMessage(
        PoEventId.SubscriptionsBound,
        LogLevel.Debug,
        "{Count} subscriptions are bound to handlers: {SubscriptionIds}.")]
    public static partial void SubscriptionsBound(ILogger logger, int count, string subscriptionIds);

    [LoggerMessage(
        PoEventId.WorkerOutlivedStop,
        LogLevel.Warning,
        "The worker of subscription {SubscriptionId} did not end before HostOptions.ShutdownTimeout. What it has not committed is "
        + "rolled back and done again.")]
    public static partial void WorkerOutlivedStop(ILogger logger, string subscriptionId);
}
