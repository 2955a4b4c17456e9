using Microsoft.Extensions.DependencyInjection;

namespace Po.Testing;

// The services of the application, with another clock, for whoever makes its stores.
internal sealed class StoreServices(IServiceProvider services, StoreClock clock) : IKeyedServiceProvider
{
    public object? GetService(Type serviceType) => serviceType == typeof(TimeProvider) ? clock : services.GetService(serviceType);

    public object? GetKeyedService(Type serviceType, object? serviceKey) => ((IKeyedServiceProvider)services).GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => services.GetRequiredKeyedService(serviceType, serviceKey);
}
