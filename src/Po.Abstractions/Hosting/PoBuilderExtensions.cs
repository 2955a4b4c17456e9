using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Po;

/// <summary>Registers and finds the services of one store, with its name as their key; those of the default store have none.</summary>
public static class PoBuilderExtensions
{
    /// <summary>Registers a service of this store unless there is one.</summary>
    /// <typeparam name="TService">The service.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="create">Makes the only instance; the container disposes of it.</param>
    public static IPoBuilder TryAddSingleton<TService>(this IPoBuilder builder, Func<IServiceProvider, TService> create)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAdd(Describe(builder, create));
        return builder;
    }

    /// <summary>Registers a service of this store in place of the one that there may be: the last choice counts.</summary>
    /// <typeparam name="TService">The service.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="create">Makes the only instance; the container disposes of it.</param>
    public static IPoBuilder ReplaceSingleton<TService>(this IPoBuilder builder, Func<IServiceProvider, TService> create)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(Describe(builder, create));
        return builder;
    }

    /// <summary>Finds a service of the store with this name.</summary>
    /// <typeparam name="TService">The service.</typeparam>
    /// <param name="services">The services of the application.</param>
    /// <param name="name">The name of the store; empty for the default store.</param>
    /// <exception cref="InvalidOperationException">No such service is registered.</exception>
    public static TService GetPoService<TService>(this IServiceProvider services, string name)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length == 0
            ? services.GetRequiredService<TService>()
            : services.GetRequiredKeyedService<TService>(name);
    }

    private static ServiceDescriptor Describe<TService>(IPoBuilder builder, Func<IServiceProvider, TService> create)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(create);
        return builder.Name.Length == 0
            ? ServiceDescriptor.Singleton(create)
            : ServiceDescriptor.KeyedSingleton(builder.Name, (services, _) => create(services));
    }
}
