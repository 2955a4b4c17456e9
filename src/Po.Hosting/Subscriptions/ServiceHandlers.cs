using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Po.Hosting;

// Finds handler classes among the services of the application, and resolves them.
internal static class ServiceHandlers
{
    // Services of the default store have no key; those of another store have its name.
    public static IReadOnlyList<SubscriptionRegistration> Find(PoRegistrations registrations, string store)
    {
        var found = new List<SubscriptionRegistration>();
        foreach (var descriptor in registrations.Services)
        {
            var belongsHere = store.Length == 0 ? !descriptor.IsKeyedService : store.Equals(descriptor.ServiceKey);
            if (belongsHere && !registrations.IsOwn(descriptor))
            {
                AddSubscriptions(found, descriptor, store);
            }
        }

        return found;
    }

    public static ResolvedHandler Resolve(
        IServiceProvider services,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handlerType,
        string store) =>
        GetService(services, handlerType, store) is { } handler
            ? new ResolvedHandler((IMessageHandler)handler, IsOwned: false)
            : new ResolvedHandler((IMessageHandler)ActivatorUtilities.CreateInstance(services, handlerType), IsOwned: true);

    private static void AddSubscriptions(List<SubscriptionRegistration> found, ServiceDescriptor descriptor, string store)
    {
        var instance = descriptor.IsKeyedService ? descriptor.KeyedImplementationInstance : descriptor.ImplementationInstance;
        var type = instance?.GetType()
            ?? (descriptor.IsKeyedService ? descriptor.KeyedImplementationType : descriptor.ImplementationType)
            ?? descriptor.ServiceType;
        if (!HandlerTypes.IsHandler(type))
        {
            return;
        }

        foreach (var attribute in type.GetCustomAttributes<SubscriptionAttribute>(inherit: false))
        {
            var source = instance is IMessageHandler handler
                ? (IHandlerSource)new InstanceHandlerSource(handler)
                : new ServiceHandlerSource(Resolver(descriptor, store));
            found.Add(new SubscriptionRegistration(attribute.Id, attribute.Source, type, source));
        }
    }

    private static Func<IServiceProvider, ResolvedHandler> Resolver(ServiceDescriptor descriptor, string store)
    {
        var serviceType = descriptor.ServiceType;
        var type = descriptor.IsKeyedService ? descriptor.KeyedImplementationType : descriptor.ImplementationType;
        if (type is null || type == serviceType)
        {
            return services => new ResolvedHandler((IMessageHandler)GetService(services, serviceType, store)!, IsOwned: false);
        }

        // Registered as an interface that other handlers may be registered as, too: making this one alone leaves a fault of another
        // to the other's subscription. A singleton, though, is the one that the container has.
        return descriptor.Lifetime == ServiceLifetime.Singleton
            ? services => new ResolvedHandler(GetAmongAll(services, serviceType, type, store), IsOwned: false)
            : services => Resolve(services, type, store);
    }

    private static object? GetService(IServiceProvider services, Type type, string store) =>
        (store.Length > 0 ? (services as IKeyedServiceProvider)?.GetKeyedService(type, store) : null) ?? services.GetService(type);

    [UnconditionalSuppressMessage(
        "AOT", "IL3050", Justification = "What a class is registered as is a reference type, and their arrays share code.")]
    private static IMessageHandler GetAmongAll(IServiceProvider services, Type serviceType, Type handlerType, string store)
    {
        var all = store.Length == 0 ? services.GetServices(serviceType) : services.GetKeyedServices(serviceType, store);
        return (IMessageHandler)all.First(service => service?.GetType() == handlerType)!;
    }
}
