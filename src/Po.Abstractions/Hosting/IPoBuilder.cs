using Microsoft.Extensions.DependencyInjection;

namespace Po;

/// <summary>Configures one store and what works on it. Extension methods of each package add to it.</summary>
public interface IPoBuilder
{
    /// <summary>The name of the store, the key of its services; empty for the default store, whose services have no key.</summary>
    string Name { get; }

    /// <summary>The services of the application.</summary>
    IServiceCollection Services { get; }
}
