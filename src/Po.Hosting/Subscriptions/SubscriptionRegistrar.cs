using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Po.Hosting;

// Writes subscriptions down while the services are put together, and registers the worker of each.
internal static class SubscriptionRegistrar
{
    public static void Add(IPoBuilder builder, SubscriptionRegistration registration, Action<SubscriptionOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (configure is not null)
        {
            registration.Configure.Add(configure);
        }

        if (PoRegistrations.Of(builder.Services).TryAdd(builder.Name, registration))
        {
            AddWorker(builder, registration.Id);
        }
    }

    public static void AddType(
        IPoBuilder builder,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handlerType,
        string id,
        string source,
        Action<SubscriptionOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (!builder.Services.Any(descriptor => descriptor.ServiceType == handlerType && !descriptor.IsKeyedService))
        {
            PoRegistrations.Of(builder.Services).AddOwn(ServiceDescriptor.Scoped(handlerType, handlerType));
        }

        var store = builder.Name;
        var handlerSource = new ServiceHandlerSource(services => ServiceHandlers.Resolve(services, handlerType, store));
        Add(builder, new SubscriptionRegistration(id, source, handlerType, handlerSource), configure);
    }

    public static bool AddHandler(
        IPoBuilder builder, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handlerType)
    {
        var isBound = false;
        foreach (var attribute in handlerType.GetCustomAttributes<SubscriptionAttribute>(inherit: false))
        {
            AddType(builder, handlerType, attribute.Id, attribute.Source, null);
            isBound = true;
        }

        return isBound;
    }

    public static void AddFromServices(IPoBuilder builder)
    {
        foreach (var registration in ServiceHandlers.Find(PoRegistrations.Of(builder.Services), builder.Name))
        {
            Add(builder, registration, null);
        }
    }

    private static void AddWorker(IPoBuilder builder, string id)
    {
        // Through a factory: AddHostedService<SubscriptionWorker>() would keep the first one only.
        var store = builder.Name;
        builder.Services.AddSingleton<IHostedService>(services => new SubscriptionWorker(
            id,
            () => services.GetPoService<PoEngine>(store),
            services.GetRequiredService<StopSignal>(),
            services.GetRequiredService<ILogger<SubscriptionWorker>>()));
    }
}
