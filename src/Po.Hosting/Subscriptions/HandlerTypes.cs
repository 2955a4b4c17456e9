using System.Diagnostics.CodeAnalysis;

namespace Po.Hosting;

internal static class HandlerTypes
{
    public static bool IsHandler(Type type) =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && type.IsAssignableTo(typeof(IMessageHandler));

    // The message types that a class handles one by one.
    [UnconditionalSuppressMessage(
        "Trimming", "IL2070", Justification = "Trimming takes an interface away only if no registered message is handed to it; a check is then lost.")]
    public static IEnumerable<Type> HandledBy(Type handlerType) =>
        from type in handlerType.GetInterfaces()
        where type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IHandler<>)
        select type.GenericTypeArguments[0];
}
