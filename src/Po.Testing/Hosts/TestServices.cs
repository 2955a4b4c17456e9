using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Po.Testing;

// What a test host puts in the place of what the application has registered.
internal sealed class TestServices
{
    private readonly List<string> _names = [];

    private TestServices(PoTestHostOptions options)
    {
        Clock = new DrivenClock(options.StartTime, Pulse);
        Faults = new PoTestFaults(Clock);
    }

    public Pulse Pulse { get; } = new();

    public HandlerRuns Runs { get; } = new();

    public DrivenClock Clock { get; }

    public PoTestFaults Faults { get; }

    public static TestServices Replace(IServiceCollection services, PoTestHostOptions options)
    {
        var replaced = new TestServices(options);
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(replaced.Clock));
        replaced.Wrap<IStore>(services, (provider, name, own) => replaced.CreateStore(provider, name, own, options));
        replaced.Wrap<IPoObserver>(
            services, (_, _, own) => new TestObserver(own(), replaced.Runs, replaced.Faults, replaced.Pulse));
        if (!options.KeepStores)
        {
            replaced.Wrap<IProtocol>(services, (_, _, _) => new ChannelProtocol());
            RemoveOptionsOfStores(services);
        }

        return replaced._names.Count > 0
            ? replaced
            : throw new InvalidOperationException("There is no store: call AddPo(…) on the services of the builder, as the application does.");
    }

    /// <summary>The stores, without their faults.</summary>
    /// <param name="services">The services of the host.</param>
    public IReadOnlyList<TestStore> Stores(IServiceProvider services) =>
    [
        .. _names.Select(name => new TestStore(
            services.GetPoService<IPo>(name), ((FaultyStore)services.GetPoService<IStore>(name)).Inner)),
    ];

    private FaultyStore CreateStore(IServiceProvider services, string name, Func<IStore> own, PoTestHostOptions options)
    {
        var store = options.KeepStores ? own()
            : name.Length == 0 && options.Store is not null ? options.Store
            : new InMemoryStore(Clock);
        return new FaultyStore(
            store,
            isOwned: options.KeepStores,
            Faults,
            Pulse,
            Clock,
            () => services.GetPoService<IRegistry>(name));
    }

    private void Wrap<TService>(IServiceCollection services, Func<IServiceProvider, string, Func<TService>, TService> create)
        where TService : class
    {
        foreach (var descriptor in services.Where(descriptor => descriptor.ServiceType == typeof(TService)).ToList())
        {
            services.Remove(descriptor);
            if (descriptor.ServiceKey is string name)
            {
                services.AddKeyedSingleton(name, (provider, _) => create(provider, name, () => Create<TService>(provider, descriptor)));
            }
            else
            {
                name = "";
                services.AddSingleton(provider => create(provider, name, () => Create<TService>(provider, descriptor)));
            }

            if (typeof(TService) == typeof(IStore) && !_names.Contains(name))
            {
                _names.Add(name);
            }
        }
    }

    private static TService Create<TService>(IServiceProvider services, ServiceDescriptor descriptor) => descriptor switch
    {
        { IsKeyedService: true, KeyedImplementationInstance: TService instance } => instance,
        { IsKeyedService: true, KeyedImplementationFactory: { } create } => (TService)create(services, descriptor.ServiceKey),
        { IsKeyedService: true, KeyedImplementationType: { } type } => (TService)ActivatorUtilities.CreateInstance(services, type),
        { ImplementationInstance: TService instance } => instance,
        { ImplementationFactory: { } create } => (TService)create(services),
        _ => (TService)ActivatorUtilities.CreateInstance(services, descriptor.ImplementationType!),
    };

    // What a store that is not there asks of its options need not be given: a file, a connection string. By their name, XyzStoreOptions.
    private static void RemoveOptionsOfStores(IServiceCollection services)
    {
        foreach (var descriptor in services.Where(descriptor => descriptor.ServiceType is { IsGenericType: true } type
            && type.GetGenericTypeDefinition() == typeof(IValidateOptions<>)
            && type.GenericTypeArguments[0].Name.EndsWith("StoreOptions", StringComparison.Ordinal)).ToList())
        {
            services.Remove(descriptor);
        }
    }
}
