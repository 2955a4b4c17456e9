using Microsoft.Extensions.DependencyInjection;
using Po;

namespace Highway;

/// <summary>The subscribers; each worker process registers all of them, and works on those that it gets hold of.</summary>
internal static class HighwaySubscribers
{
    public static readonly IReadOnlyList<Subscriber> All =
    [
        new(TrafficHandler.Id, data => data is CarEntered or CarLeft, "SELECT CAST(coalesce(sum(entered + departed), 0) AS bigint) FROM highway_roads"),
        new(TollHandler.Id, data => data is CarLeft, "SELECT CAST(coalesce(sum(cars), 0) AS bigint) FROM highway_tolls"),
        new(SpeedHandler.Id, data => data is CarLeft, "SELECT CAST(coalesce(sum(cars), 0) AS bigint) FROM highway_speeds"),
        new(InvoiceHandler.Id, data => data is CarLeft, "SELECT count(*) FROM highway_invoices"),
    ];

    public static void Register(IPoBuilder po)
    {
        po.AddSubscription<TrafficHandler>(TrafficHandler.Id, HighwayMessages.Cars, Configure);
        po.AddSubscription<TollHandler>(TollHandler.Id, HighwayMessages.Cars, Configure);
        po.AddSubscription<SpeedHandler>(SpeedHandler.Id, HighwayMessages.Cars, Configure);
        po.AddSubscription<InvoiceHandler>(InvoiceHandler.Id, HighwayMessages.Cars, options =>
        {
            Configure(options);
            options.Mode = SubscriptionMode.Detached;
            options.LeaseTime = HighwayStores.FreezeBudget;
        });
        po.Services.AddScoped<Ledger>();
    }

    // A car that fails waits, and with it what comes later in its stream; the other cars go on. Everything is quick, to be watched.
    private static void Configure(SubscriptionOptions options)
    {
        options.OnFailure = FailurePolicy.ParkStream;
        options.MaxAttempts = 3;
        options.RetryDelay = TimeSpan.FromMilliseconds(100);
        options.MaxRetryDelay = TimeSpan.FromMilliseconds(500);
        options.PageSize = 50;
        options.TransactionTime = TimeSpan.FromMilliseconds(250);
        options.MinPollInterval = TimeSpan.FromMilliseconds(50);
        options.MaxPollInterval = TimeSpan.FromMilliseconds(500);
    }
}
