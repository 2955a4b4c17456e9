using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Po;
using Po.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Binds handlers to subscriptions, each of which gets a worker of its own.</summary>
/// <remarks>
/// The same id with the same source and handler is one subscription, however often it is found; with another source or handler the
/// host refuses to start. A handler class that is no service yet becomes a scoped one.
/// </remarks>
public static class SubscriptionPoBuilderExtensions
{
    /// <summary>Adds a subscription whose handler is resolved from a fresh service scope for each transaction.</summary>
    /// <typeparam name="THandler">The handler; its constructor may take <see cref="ISubscriptionContext"/>.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="id">The stable name under which the position is kept; 1 to 200 characters, none of them a control character.</param>
    /// <param name="source">The text form of a stream or a group, or <c>*</c> for every group; checked at start.</param>
    /// <param name="configure">Changes the options; the section <c>Po:Subscriptions:{id}</c> is bound first.</param>
    /// <returns>The builder.</returns>
    public static IPoBuilder AddSubscription<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IPoBuilder builder, string id, string source, Action<SubscriptionOptions>? configure = null)
        where THandler : class, IMessageHandler
    {
        SubscriptionRegistrar.AddType(builder, typeof(THandler), id, source, configure);
        return builder;
    }

    /// <summary>Adds a subscription whose handler is a delegate.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="id">The stable name under which the position is kept; 1 to 200 characters, none of them a control character.</param>
    /// <param name="source">The text form of a stream or a group, or <c>*</c> for every group; checked at start.</param>
    /// <param name="handle">Called for each message, in order, by one worker at a time.</param>
    /// <param name="configure">Changes the options; the section <c>Po:Subscriptions:{id}</c> is bound first.</param>
    /// <returns>The builder.</returns>
    public static IPoBuilder AddSubscription(
        this IPoBuilder builder,
        string id,
        string source,
        Func<Message, ISubscriptionContext, CancellationToken, ValueTask> handle,
        Action<SubscriptionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(handle);
        SubscriptionRegistrar.Add(
            builder, new SubscriptionRegistration(id, source, handle, new DelegateHandlerSource(handle)), configure);
        return builder;
    }

    /// <summary>Adds a subscription for each <see cref="SubscriptionAttribute"/> of a handler class.</summary>
    /// <typeparam name="THandler">The handler; its constructor may take <see cref="ISubscriptionContext"/>.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="PoConfigurationException">The class carries no <see cref="SubscriptionAttribute"/>.</exception>
    public static IPoBuilder AddHandler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IPoBuilder builder)
        where THandler : class, IMessageHandler
    {
        if (!SubscriptionRegistrar.AddHandler(builder, typeof(THandler)))
        {
            throw new PoConfigurationException(
                $"{typeof(THandler)} says no subscription that it belongs to: put [Subscription(\"id\", \"source\")] on it, or call "
                + $"AddSubscription<{typeof(THandler).Name}>(\"id\", \"source\").");
        }

        return builder;
    }

    /// <summary>Adds a subscription for each <see cref="SubscriptionAttribute"/> of each handler class of an assembly, public or not.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="assembly">The assembly.</param>
    /// <returns>The builder.</returns>
    [RequiresUnreferencedCode("Reflects over the types of the assembly. Use AddHandler<T>() to be safe for trimming.")]
    public static IPoBuilder AddHandlersFromAssembly(this IPoBuilder builder, Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        foreach (var type in assembly.GetTypes())
        {
            if (HandlerTypes.IsHandler(type))
            {
                SubscriptionRegistrar.AddHandler(builder, type);
            }
        }

        return builder;
    }
}
