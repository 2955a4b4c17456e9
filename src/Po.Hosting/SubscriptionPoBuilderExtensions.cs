using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Po;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Binds handlers to subscriptions.</summary>
public static class SubscriptionPoBuilderExtensions
{
    /// <summary>Adds a subscription whose handler is resolved from a fresh service scope for each transaction.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="id">The stable name under which the position is kept.</param>
    /// <param name="source">The text form of a stream or a group, or <c>*</c> for every group.</param>
    /// <param name="configure">Changes the options; the section <c>Po:Subscriptions:{id}</c> is bound first.</param>
    public static IPoBuilder AddSubscription<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IPoBuilder builder, string id, string source, Action<SubscriptionOptions>? configure = null)
        where THandler : class, IMessageHandler => throw new NotImplementedException();

    /// <summary>Adds a subscription whose handler is a delegate.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="id">The stable name under which the position is kept.</param>
    /// <param name="source">The text form of a stream or a group, or <c>*</c> for every group.</param>
    /// <param name="handle">Called for each message.</param>
    /// <param name="configure">Changes the options; the section <c>Po:Subscriptions:{id}</c> is bound first.</param>
    public static IPoBuilder AddSubscription(
        this IPoBuilder builder,
        string id,
        string source,
        Func<Message, ISubscriptionContext, CancellationToken, ValueTask> handle,
        Action<SubscriptionOptions>? configure = null) => throw new NotImplementedException();

    /// <summary>Adds a subscription for each <see cref="SubscriptionAttribute"/> of a handler class.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="builder">The builder.</param>
    public static IPoBuilder AddHandler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IPoBuilder builder)
        where THandler : class, IMessageHandler => throw new NotImplementedException();

    /// <summary>Adds a subscription for each <see cref="SubscriptionAttribute"/> of each handler class of an assembly.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="assembly">The assembly.</param>
    [RequiresUnreferencedCode("Reflects over the types of the assembly. Use AddHandler<T>() to be safe for trimming.")]
    public static IPoBuilder AddHandlersFromAssembly(this IPoBuilder builder, Assembly assembly) =>
        throw new NotImplementedException();
}
