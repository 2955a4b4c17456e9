using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Po.Hosting;

// The meter and the activity source of one application, whatever the number of its stores.
internal sealed class PoInstruments : IDisposable
{
    // The boundaries that the OpenTelemetry conventions give for messaging durations, in seconds.
    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    };

    private readonly ConcurrentDictionary<string, (IPo Po, IHorizonWatch? Horizon)> _observed = new(StringComparer.Ordinal);

    public PoInstruments(IMeterFactory meters)
    {
        var version = typeof(PoInstruments).Assembly.GetName().Version?.ToString(3);
        ActivitySource = new ActivitySource(TelemetryNames.Source, version);
        var meter = meters.Create(new MeterOptions(TelemetryNames.Source) { Version = version });
        OperationDuration = meter.CreateHistogram(
            TelemetryNames.OperationDuration, "s", "How long an append took.", tags: null, Durations);
        SentMessages = meter.CreateCounter<long>(
            TelemetryNames.SentMessages, "{message}", "Messages that were to be appended.");
        ProcessDuration = meter.CreateHistogram(
            TelemetryNames.ProcessDuration, "s", "How long a handler took for a message.", tags: null, Durations);
        ConsumedMessages = meter.CreateCounter<long>(
            TelemetryNames.ConsumedMessages, "{message}", "Messages that were handed to a handler, again at each attempt.");
        GivenUpMessages = meter.CreateCounter<long>(
            TelemetryNames.GivenUpMessages, "{message}", "Messages that have failed at their last attempt, by what became of them.");
        SnapshotLookups = meter.CreateCounter<long>(
            TelemetryNames.SnapshotLookups, "{lookup}", "Folds that name a snapshot, by what they began with.");
        SnapshotSaves = meter.CreateCounter<long>(
            TelemetryNames.SnapshotSaves, "{snapshot}", "Snapshots that were to be saved, by what became of them.");
        UnknownMessages = meter.CreateCounter<long>(
            TelemetryNames.UnknownMessages, "{message}", "Messages of names that are not registered, which a subscription has passed as it was told to.");
        meter.CreateObservableGauge(
            TelemetryNames.SubscriptionLag,
            ObserveLag,
            "{message}",
            "How many global numbers a subscription was behind at its last look; reported by the process that runs it.");
        meter.CreateObservableGauge(
            TelemetryNames.SubscriptionState, ObserveState, "1", "1 for the state that a subscription is in, 0 for the others.");
        meter.CreateObservableGauge(
            TelemetryNames.HorizonHeldBack,
            ObserveHeldBack,
            "s",
            "For how long subscriptions have seen nothing new because a transaction has appended and not ended; 0 while they go on.");
        meter.CreateObservableGauge(
            TelemetryNames.HorizonBlockerAge,
            ObserveBlocker,
            "s",
            "For how long the transaction has been open that holds subscriptions back; reported, with its name, once it is worth a warning.");
    }

    public ActivitySource ActivitySource { get; }

    public Histogram<double> OperationDuration { get; }

    public Counter<long> SentMessages { get; }

    public Histogram<double> ProcessDuration { get; }

    public Counter<long> ConsumedMessages { get; }

    public Counter<long> GivenUpMessages { get; }

    public Counter<long> SnapshotLookups { get; }

    public Counter<long> SnapshotSaves { get; }

    public Counter<long> UnknownMessages { get; }

    public void Observe(string name, IPo po, IStore store) => _observed[name] = (po, store as IHorizonWatch);

    // The meter belongs to its factory.
    public void Dispose() => ActivitySource.Dispose();

    private IEnumerable<Measurement<long>> ObserveLag() =>
        from entry in _observed
        from subscription in entry.Value.Po.Subscriptions.Values.SelectMany(SubscriptionParts.Of)
        where subscription.State is not (SubscriptionState.StandingBy or SubscriptionState.Stopped)
        select new Measurement<long>(subscription.Lag, Tags(entry.Key, subscription));

    private IEnumerable<Measurement<int>> ObserveState() =>
        from entry in _observed
        from subscription in entry.Value.Po.Subscriptions.Values.SelectMany(SubscriptionParts.Of)
        let current = subscription.State
        from state in SubscriptionStates.All
        select new Measurement<int>(
            state == current ? 1 : 0,
            [.. Tags(entry.Key, subscription), new(TelemetryNames.SubscriptionState, SubscriptionStates.NameOf(state))]);

    private IEnumerable<Measurement<double>> ObserveHeldBack() =>
        from entry in _observed
        where entry.Value.Horizon is not null
        select new Measurement<double>(entry.Value.Horizon.HeldBackFor.TotalSeconds, Tags(entry.Key));

    private IEnumerable<Measurement<double>> ObserveBlocker() =>
        from entry in _observed
        let blocker = entry.Value.Horizon?.Blocker
        where blocker is not null
        select new Measurement<double>(
            (blocker.Age ?? entry.Value.Horizon!.HeldBackFor).TotalSeconds,
            [
                .. Tags(entry.Key),
                new(TelemetryNames.BlockerProcess, blocker.ProcessId),
                new(TelemetryNames.BlockerApplication, blocker.ApplicationName),
            ]);

    private static KeyValuePair<string, object?>[] Tags(string store) =>
        store.Length == 0 ? [] : [new(TelemetryNames.Store, store)];

    private static KeyValuePair<string, object?>[] Tags(string store, ISubscription subscription)
    {
        KeyValuePair<string, object?> group = new(TelemetryNames.Destination, subscription.Source.Group);
        KeyValuePair<string, object?> consumer = new(TelemetryNames.ConsumerGroup, subscription.Name);
        KeyValuePair<string, object?>[] partition = subscription.Partition is { } index ? [new(TelemetryNames.Partition, index)] : [];
        return [group, consumer, .. partition, .. Tags(store)];
    }
}
