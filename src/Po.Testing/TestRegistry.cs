using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Po.Testing;

/// <summary>Makes the registry of an application without the application.</summary>
public static class TestRegistry
{
    /// <summary>Makes a registry of the messages that are added, under the same names, serialised and upcast in the same way as in <c>AddPo(…)</c>.</summary>
    /// <param name="configure">Adds messages and upcasters, best with the method that the application itself uses.</param>
    /// <returns>The registry; immutable and thread safe.</returns>
    /// <exception cref="PoConfigurationException">A name belongs to two types, a type has two names, or no upcaster leads from an earlier version.</exception>
    public static IRegistry Create(Action<IPoBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new Builder();
        configure(builder);
        using var services = builder.Services.AddOptions().BuildServiceProvider();
        var options = services.GetRequiredService<IOptions<RegistryOptions>>().Value;
        return new MessageRegistry(options.Registrations, options.Upcasters);
    }

    private sealed class Builder : IPoBuilder
    {
        public string Name => "";

        public IServiceCollection Services { get; } = new ServiceCollection();
    }
}
