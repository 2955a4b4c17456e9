using Microsoft.Extensions.DependencyInjection;

namespace Po.Hosting;

// What the calls of AddPo() on one service collection share. It keeps the collection: handlers that are registered after AddPo()
// are found in it when the host starts.
internal sealed class PoRegistrations
{
    private readonly Dictionary<string, List<SubscriptionRegistration>> _stores = [];
    private readonly HashSet<ServiceDescriptor> _own = new(ReferenceEqualityComparer.Instance);

    private PoRegistrations(IServiceCollection services) => Services = services;

    public IServiceCollection Services { get; }

    public static PoRegistrations Of(IServiceCollection services)
    {
        foreach (var descriptor in services)
        {
            if (!descriptor.IsKeyedService && descriptor.ImplementationInstance is PoRegistrations found)
            {
                return found;
            }
        }

        var registrations = new PoRegistrations(services);
        services.AddSingleton(registrations);
        return registrations;
    }

    public bool TryAddStore(string name) => _stores.TryAdd(name, []);

    public IReadOnlyList<SubscriptionRegistration> Subscriptions(string store) => Get(store);

    // Two registrations of one handler under one id are one subscription, and its options are changed by both. A contradiction is
    // kept, for the catalog to refuse.
    public bool TryAdd(string store, SubscriptionRegistration registration)
    {
        var registrations = Get(store);
        if (registrations.Find(registration.Equals) is { } same)
        {
            same.Configure.AddRange(registration.Configure);
            return false;
        }

        var isNew = !registrations.Exists(other => other.Id == registration.Id);
        registrations.Add(registration);
        return isNew;
    }

    // A handler class that Po itself makes a service of is not one that the application has put there to be found.
    public void AddOwn(ServiceDescriptor descriptor)
    {
        _own.Add(descriptor);
        Services.Add(descriptor);
    }

    public bool IsOwn(ServiceDescriptor descriptor) => _own.Contains(descriptor);

    private List<SubscriptionRegistration> Get(string store) => _stores.TryGetValue(store, out var registrations)
        ? registrations
        : throw new PoConfigurationException($"There is no store '{store}': call AddPo(\"{store}\") first.");
}
