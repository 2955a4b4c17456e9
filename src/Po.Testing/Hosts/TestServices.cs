using System.Diagnostics.CodeAnalysis;
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
        if (options is { KeepStores: true, Store: not null })
        {
            throw new ArgumentException("KeepStores keeps the stores of the application, so Store would never be used: set one of them.", nameof(options));
        }

        var replaced = new TestServices(options);
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(replaced.Clock));
        replaced.Wrap<IStore>(services, (provider, name, own) => replaced.CreateStore(provider, name, own, options));
        replaced.Wrap<IPoObserver>(
            services, (provider, _, own) => new TestObserver(own(provider).Service, replaced.Runs, replaced.Faults, replaced.Pulse));
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

    private FaultyStore CreateStore(IServiceProvider services, string name, Func<IServiceProvider, Own<IStore>> own, PoTestHostOptions options)
    {
        var store = options.KeepStores ? own(new StoreServices(services, new StoreClock(Clock)))
            : name.Length == 0 && options.Store is not null ? new Own<IStore>(options.Store, IsOurs: false)
            : new Own<IStore>(new InMemoryStore(Clock), IsOurs: true);
        return new FaultyStore(
            store.Service,
            isOwned: store.IsOurs,
            Faults,
            Pulse,
            Clock,
            () => services.GetPoService<IRegistry>(name));
    }

    private void Wrap<TService>(IServiceCollection services, Func<IServiceProvider, string, Func<IServiceProvider, Own<TService>>, TService> create)
        where TService : class
    {
        foreach (var descriptor in services.Where(descriptor => descriptor.ServiceType == typeof(TService)).ToList())
        {
            services.Remove(descriptor);
            if (descriptor.ServiceKey is string name)
            {
                services.AddKeyedSingleton(name, (provider, _) => create(provider, name, from => Create<TService>(from, descriptor)));
            }
            else
            {
                name = "";
                services.AddSingleton(provider => create(provider, name, from => Create<TService>(from, descriptor)));
            }

            if (typeof(TService) == typeof(IStore) && !_names.Contains(name))
            {
                _names.Add(name);
            }
        }
    }

    // As a container would: what it was given is not its own to dispose of.
    private static Own<TService> Create<TService>(IServiceProvider services, ServiceDescriptor descriptor) => descriptor switch
    {
        { IsKeyedService: true, KeyedImplementationInstance: TService instance } => new(instance, IsOurs: false),
        { IsKeyedService: true, KeyedImplementationFactory: { } create } => new((TService)create(services, descriptor.ServiceKey), IsOurs: true),
        { IsKeyedService: true, KeyedImplementationType: { } type } => new((TService)ActivatorUtilities.CreateInstance(services, type), IsOurs: true),
        { ImplementationInstance: TService instance } => new(instance, IsOurs: false),
        { ImplementationFactory: { } create } => new((TService)create(services), IsOurs: true),
        _ => new((TService)ActivatorUtilities.CreateInstance(services, descriptor.ImplementationType!), IsOurs: true),
    };

    // What a store that is not there asks of its options need not be given: a file, a connection string.
    private static void RemoveOptionsOfStores(IServiceCollection services)
    {
        foreach (var descriptor in services.Where(descriptor => descriptor.ServiceType is { IsGenericType: true } type
            && type.GetGenericTypeDefinition() == typeof(IValidateOptions<>)
            && IsOfStore(type.GenericTypeArguments[0])).ToList())
        {
            services.Remove(descriptor);
        }
    }

    // XyzStoreOptions beside the store XyzStore; the application may have options of this name that are none of a store.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Of a store that was trimmed away nobody has registered the options.")]
    private static bool IsOfStore(Type options) =>
        options.FullName is { } name
        && name.EndsWith("StoreOptions", StringComparison.Ordinal)
        && options.Assembly.GetType(name[..^"Options".Length]) is { } store
        && typeof(IStore).IsAssignableFrom(store);

    private readonly record struct Own<TService>(TService Service, bool IsOurs);
}
