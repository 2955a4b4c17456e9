using Po;
using Po.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Po.</summary>
public static class PoServiceCollectionExtensions
{
    /// <summary>Registers the default store, its registry, broker and <see cref="IPo"/>, and a worker for each subscription.</summary>
    /// <remarks>
    /// <para>May be called several times: each call adds to what the earlier ones have registered. <see cref="IStore"/>,
    /// <see cref="IRegistry"/>, <see cref="IBroker"/>, <see cref="IProtocol"/>, <see cref="IStateSerializer"/>,
    /// <see cref="IPoObserver"/>, <see cref="IPo"/> and <see cref="IPoAdmin"/> are registered only where the application has not done so itself. Without a
    /// store everything is kept in memory, and a warning says so at start.</para>
    /// <para>Options are bound from the configuration section <c>Po</c>, if there is a configuration; code wins over it.</para>
    /// <para>Classes with <see cref="SubscriptionAttribute"/> that are services of this collection get a worker, whether they are
    /// registered before or after this call.</para>
    /// <para>When the host begins to stop, all workers stop at once; each lets its message in flight end for
    /// <see cref="SubscriptionOptions.GraceTime"/>. One that is not below <c>HostOptions.ShutdownTimeout</c> gives a warning at start;
    /// the options of the host stay the application's.</para>
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="configure">Chooses the store, registers messages and subscriptions.</param>
    /// <returns>The builder, to go on with.</returns>
    public static IPoBuilder AddPo(this IServiceCollection services, Action<IPoBuilder>? configure = null) =>
        PoRegistration.Add(services, "", configure);

    /// <summary>Registers a further store, whose services have its name as their key.</summary>
    /// <remarks>
    /// Works as <see cref="AddPo(IServiceCollection, Action{IPoBuilder})"/> does, on a store of its own: take it as
    /// <c>[FromKeyedServices("billing")] IPo</c>. Its options are bound from the section <c>Po:Stores:{name}</c>, and the handlers
    /// that are found in the collection are those that are registered with its name as their key.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the store; not empty, without <c>:</c>.</param>
    /// <param name="configure">Chooses the store, registers messages and subscriptions.</param>
    /// <returns>The builder, to go on with.</returns>
    /// <exception cref="ArgumentException">The name breaks a rule above.</exception>
    public static IPoBuilder AddPo(this IServiceCollection services, string name, Action<IPoBuilder>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Contains(':', StringComparison.Ordinal))
        {
            throw new ArgumentException($"The name '{name}' contains ':', which separates sections of the configuration.", nameof(name));
        }

        return PoRegistration.Add(services, name, configure);
    }
}
