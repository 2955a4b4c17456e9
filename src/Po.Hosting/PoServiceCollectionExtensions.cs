using Po;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Po.</summary>
public static class PoServiceCollectionExtensions
{
    /// <summary>Registers the default store, its registry, broker and <see cref="IPo"/>, and a worker for each subscription.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Chooses the store, registers messages and subscriptions.</param>
    /// <returns>The builder.</returns>
    public static IPoBuilder AddPo(this IServiceCollection services, Action<IPoBuilder>? configure = null) =>
        throw new NotImplementedException();

    /// <summary>Registers a further store, whose services have its name as their key.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the store.</param>
    /// <param name="configure">Chooses the store, registers messages and subscriptions.</param>
    /// <returns>The builder.</returns>
    public static IPoBuilder AddPo(this IServiceCollection services, string name, Action<IPoBuilder>? configure = null) =>
        throw new NotImplementedException();
}
