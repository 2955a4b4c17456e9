using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Po.Hosting;

// The subscriptions of one store: merged, checked, and with their options. Made once, when the host starts.
internal sealed class SubscriptionCatalog
{
    private SubscriptionCatalog(IReadOnlyList<SubscriptionDefinition> definitions, IReadOnlyList<string> lateSubscriptions)
    {
        Definitions = definitions;
        LateSubscriptions = lateSubscriptions;
    }

    public IReadOnlyList<SubscriptionDefinition> Definitions { get; }

    // Those that have no worker of their own among the hosted services.
    public IReadOnlyList<string> LateSubscriptions { get; }

    /// <exception cref="PoConfigurationException">A subscription cannot work.</exception>
    /// <exception cref="OptionsValidationException">The options of a subscription cannot work.</exception>
    public static SubscriptionCatalog Create(IServiceProvider services, string store)
    {
        var registrations = services.GetRequiredService<PoRegistrations>();
        var early = registrations.Subscriptions(store);
        var late = ServiceHandlers.Find(registrations, store).Except(early).ToList();
        var options = new SubscriptionOptionsBinder(
            store,
            services.GetService<IConfiguration>(),
            services.GetRequiredService<IOptionsFactory<PoOptions>>());
        var registry = services.GetPoService<IRegistry>(store);
        var definitions = new Dictionary<string, SubscriptionDefinition>(StringComparer.Ordinal);
        foreach (var registration in early.Concat(late))
        {
            SubscriptionRules.Check(registration, early.Concat(late), registry);
            definitions.Add(registration.Id, Define(registration, options, services));
        }

        var logger = services.GetRequiredService<ILogger<SubscriptionCatalog>>();
        foreach (var section in options.FindUnknown(definitions.Keys))
        {
            Log.UnknownSubscriptionConfigured(logger, section);
        }

        Log.SubscriptionsBound(logger, definitions.Count, string.Join(", ", definitions.Keys));
        return new SubscriptionCatalog([.. definitions.Values], [.. late.Select(registration => registration.Id)]);
    }

    private static SubscriptionDefinition Define(
        SubscriptionRegistration registration, SubscriptionOptionsBinder options, IServiceProvider services) => new()
        {
            Id = registration.Id,
            Source = StreamId.Parse(registration.Source),
            Options = options.Create(registration),
            HasOutsideEffects = registration.HasOutsideEffects,
            CreateHandler = context => registration.HandlerSource.Open(services, context),
        };
}
