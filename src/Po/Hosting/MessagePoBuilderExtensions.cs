using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Po;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers message types under the names that are stored.</summary>
public static class MessagePoBuilderExtensions
{
    private const string Trimming = "Reflects over the message type. Pass a JsonTypeInfo to be safe for trimming.";
    private const string Aot = "Reflects over the message type. Pass a JsonTypeInfo to be safe for native AOT.";

    /// <summary>Registers a message type with metadata made at compile time; safe for trimming and native AOT.</summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The wire name.</param>
    /// <param name="typeInfo">For example <c>AppJson.Default.OrderPlaced</c>.</param>
    public static IPoBuilder AddMessage<T>(this IPoBuilder builder, string name, JsonTypeInfo<T> typeInfo)
        where T : notnull => builder.AddRegistration(MessageRegistration.Create(name, typeInfo));

    /// <summary>Registers a message type with the metadata of a context made at compile time; safe for trimming and native AOT.</summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The wire name.</param>
    /// <param name="context">A context that knows <typeparamref name="T"/>.</param>
    /// <exception cref="PoConfigurationException">The context does not know <typeparamref name="T"/>.</exception>
    public static IPoBuilder AddMessage<T>(this IPoBuilder builder, string name, JsonSerializerContext context)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.GetTypeInfo(typeof(T)) is JsonTypeInfo<T> typeInfo
            ? builder.AddMessage(name, typeInfo)
            : throw new PoConfigurationException(
                $"{context.GetType()} does not know {typeof(T)}: add [JsonSerializable(typeof({typeof(T).Name}))] to it.");
    }

    /// <summary>Registers a message type by reflection.</summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The wire name; null takes the one of the type's <see cref="MessageAttribute"/>.</param>
    /// <param name="options">How to serialise; camel case names by default.</param>
    [RequiresUnreferencedCode(Trimming)]
    [RequiresDynamicCode(Aot)]
    public static IPoBuilder AddMessage<T>(this IPoBuilder builder, string? name = null, JsonSerializerOptions? options = null)
        where T : notnull => builder.AddRegistration(
            name is null ? MessageRegistration.Create(typeof(T), options) : MessageRegistration.Create<T>(name, options));

    /// <summary>Registers every type of an assembly that carries <see cref="MessageAttribute"/>, by reflection.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="assembly">The assembly.</param>
    /// <param name="options">How to serialise; camel case names by default.</param>
    [RequiresUnreferencedCode(Trimming)]
    [RequiresDynamicCode(Aot)]
    public static IPoBuilder AddMessagesFromAssembly(
        this IPoBuilder builder, Assembly assembly, JsonSerializerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        foreach (var type in assembly.GetTypes())
        {
            if (type.IsDefined(typeof(MessageAttribute), inherit: false))
            {
                builder.AddRegistration(MessageRegistration.Create(type, options));
            }
        }

        return builder;
    }

    private static IPoBuilder AddRegistration(this IPoBuilder builder, MessageRegistration registration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure<RegistryOptions>(builder.Name, options => options.Registrations.Add(registration));
        return builder;
    }
}
