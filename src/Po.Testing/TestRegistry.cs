using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Po.Testing;

/// <summary>Makes the registry of an application without the application.</summary>
public static class TestRegistry
{
    /// <summary>Makes a registry of the messages that are added, under the same names and serialised in the same way as in <c>AddPo(…)</c>.</summary>
    /// <param name="configure">Adds messages, best with the method that the application itself uses.</param>
    /// <returns>The registry; immutable and thread safe.</returns>
    /// <exception cref="PoConfigurationException">A name belongs to two types, or a type has two names.</exception>
    public static IRegistry Create(Action<IPoBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new Builder();
        configure(builder);
        using var services = builder.Services.AddOptions().BuildServiceProvider();
        return new MessageRegistry(services.GetRequiredService<IOptions<RegistryOptions>>().Value.Registrations);
    }

    private sealed class Builder : IPoBuilder
    {
        public string Name => "";

        public IServiceCollection Services { get; } = new ServiceCollection();
    }
}
