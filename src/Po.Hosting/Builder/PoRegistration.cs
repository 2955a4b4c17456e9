using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Po.Hosting;

// What AddPo() registers. Everything that an application may want to replace goes through TryAdd.
internal static class PoRegistration
{
    public static IPoBuilder Add(IServiceCollection services, string name, Action<IPoBuilder>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        var builder = new PoBuilder(name, services);
        var registrations = PoRegistrations.Of(services);
        if (registrations.TryAddStore(name))
        {
            AddShared(services);
            AddOptions(services, name);
            AddHosting(services, name);
        }

        configure?.Invoke(builder);
        AddDefaults(builder);
        SubscriptionRegistrar.AddFromServices(builder);
        return builder;
    }

    private static void AddShared(IServiceCollection services)
    {
        services.AddLogging();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<PoInstruments>();
        services.TryAddSingleton<StopSignal>();
        services.TryAddScoped<ScopedSubscriptionContext>();
        services.TryAddScoped<ISubscriptionContext>(provider => provider.GetRequiredService<ScopedSubscriptionContext>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PoOptions>, PoOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PoOptions>, PoOptionsRules>());
    }

    private static void AddOptions(IServiceCollection services, string name)
    {
        // In front of everything that the application has configured or will configure: code wins over configuration.
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<PoOptions>>(provider =>
            new PoOptionsBinder(name, provider.GetService<IConfiguration>())));
        services.AddOptionsWithValidateOnStart<PoOptions>(name);
    }

    private static void AddHosting(IServiceCollection services, string name)
    {
        // Through factories: AddHostedService<T>() would register the class for the first store only.
        services.AddSingleton<IHostedService>(provider => new PoLifecycle(name, provider));
        services.AddSingleton<IHostedService>(provider => new LateSubscriptionWorkers(
            () => provider.GetPoService<SubscriptionCatalog>(name),
            () => provider.GetPoService<PoEngine>(name),
            provider.GetRequiredService<StopSignal>()));
    }

    private static void AddDefaults(PoBuilder builder)
    {
        var name = builder.Name;
        builder
            .TryAddSingleton<IStore>(CreateDefaultStore)
            .TryAddSingleton<IRegistry>(services => CreateRegistry(services, name))
            .TryAddSingleton<IProtocol>(_ => new ChannelProtocol())
            .TryAddSingleton<IBroker>(services => new Broker(
                services.GetPoService<IProtocol>(name),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILoggerFactory>()))
            .TryAddSingleton<IStateSerializer>(_ => CreateStateSerializer())
            .TryAddSingleton<IPoObserver>(services => new PoObserver(
                services.GetRequiredService<PoInstruments>(), name, services.GetRequiredService<TimeProvider>()))
            .TryAddSingleton(services => SubscriptionCatalog.Create(services, name))
            .TryAddSingleton(services => CreateEngine(services, name))
            .TryAddSingleton<IPo>(services => services.GetPoService<PoEngine>(name))
            .TryAddSingleton<IPoAdmin>(services => new PoAdmin(services.GetPoService<PoEngine>(name)));
    }

    private static InMemoryStore CreateDefaultStore(IServiceProvider services)
    {
        Log.InMemoryByDefault(services.GetRequiredService<ILogger<PoLifecycle>>());
        return new InMemoryStore(services.GetRequiredService<TimeProvider>());
    }

    private static MessageRegistry CreateRegistry(IServiceProvider services, string name)
    {
        var options = services.GetRequiredService<IOptionsMonitor<RegistryOptions>>().Get(name);
        return new MessageRegistry(options.Registrations, options.Upcasters);
    }

    private static PoEngine CreateEngine(IServiceProvider services, string name)
    {
        var options = services.GetRequiredService<IOptionsMonitor<PoOptions>>().Get(name);
        var store = services.GetPoService<IStore>(name);
        var engine = new PoEngine(
            store,
            services.GetPoService<IRegistry>(name),
            services.GetPoService<IBroker>(name),
            new PoEngineOptions
            {
                TimeProvider = services.GetRequiredService<TimeProvider>(),
                LoggerFactory = services.GetRequiredService<ILoggerFactory>(),
                Observer = services.GetPoService<IPoObserver>(name),
                StateSerializer = services.GetPoService<IStateSerializer>(name),
                Limits = options.Limits,
                CommandRetries = options.CommandRetries,
                CommandRetryDelay = options.CommandRetryDelay,
                MaxCommandRetryDelay = options.MaxCommandRetryDelay,
                Snapshots = options.Snapshots,
                DefaultSubscriptionOptions = options.SubscriptionDefaults,
                Subscriptions = services.GetPoService<SubscriptionCatalog>(name).Definitions,
            });
        services.GetRequiredService<PoInstruments>().Observe(name, engine, store);
        return engine;
    }

    // Where reflection is switched off, as in native AOT, the serializer knows no type until the application gives it a context.
    private static JsonStateSerializer CreateStateSerializer() => new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = JsonSerializer.IsReflectionEnabledByDefault ? CreateReflectionResolver() : JsonTypeInfoResolver.Combine(),
    });

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Called only where the application has left reflection on.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Called only where the application has left reflection on.")]
    private static DefaultJsonTypeInfoResolver CreateReflectionResolver() => new();
}
