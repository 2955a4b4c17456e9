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
    /// <param name="version">Which shape of the data the type is; older ones need an upcaster.</param>
    /// <param name="aliases">Names that messages of this type were stored under before.</param>
    public static IPoBuilder AddMessage<T>(
        this IPoBuilder builder, string name, JsonTypeInfo<T> typeInfo, int version = 1, IReadOnlyList<string>? aliases = null)
        where T : notnull => builder.AddMessages([MessageRegistration.Create(name, typeInfo, version, aliases)]);

    /// <summary>Registers a message type with the metadata of a context made at compile time; safe for trimming and native AOT.</summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The wire name.</param>
    /// <param name="context">A context that knows <typeparamref name="T"/>.</param>
    /// <param name="version">Which shape of the data the type is; older ones need an upcaster.</param>
    /// <param name="aliases">Names that messages of this type were stored under before.</param>
    /// <exception cref="PoConfigurationException">The context does not know <typeparamref name="T"/>.</exception>
    public static IPoBuilder AddMessage<T>(
        this IPoBuilder builder, string name, JsonSerializerContext context, int version = 1, IReadOnlyList<string>? aliases = null)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.GetTypeInfo(typeof(T)) is JsonTypeInfo<T> typeInfo
            ? builder.AddMessage(name, typeInfo, version, aliases)
            : throw new PoConfigurationException(
                $"{context.GetType()} does not know {typeof(T)}: add [JsonSerializable(typeof({typeof(T).Name}))] to it.");
    }

    /// <summary>Registers a message type with a serializer of the application, for what is to be no JSON; safe for trimming and native AOT.</summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The wire name.</param>
    /// <param name="serializer">Writes and reads the data; <see cref="BytesSerializer{T}"/> for data that is bytes already.</param>
    /// <param name="version">Which shape of the data the type is; older ones need an upcaster.</param>
    /// <param name="aliases">Names that messages of this type were stored under before.</param>
    public static IPoBuilder AddMessage<T>(
        this IPoBuilder builder, string name, IMessageSerializer<T> serializer, int version = 1, IReadOnlyList<string>? aliases = null)
        where T : notnull => builder.AddMessages([MessageRegistration.Create(name, serializer, version, aliases)]);

    /// <summary>Registers a message type by reflection.</summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The wire name; null takes name, version and aliases of the type's <see cref="MessageAttribute"/>.</param>
    /// <param name="options">How to serialise; camel case names by default.</param>
    /// <param name="version">Which shape of the data the type is, where a name is given; older ones need an upcaster.</param>
    /// <param name="aliases">Names that messages of this type were stored under before, where a name is given.</param>
    /// <exception cref="ArgumentException">There is a version or an alias, but no name.</exception>
    [RequiresUnreferencedCode(Trimming)]
    [RequiresDynamicCode(Aot)]
    public static IPoBuilder AddMessage<T>(
        this IPoBuilder builder,
        string? name = null,
        JsonSerializerOptions? options = null,
        int version = 1,
        IReadOnlyList<string>? aliases = null)
        where T : notnull
    {
        if (name is not null)
        {
            return builder.AddMessages([MessageRegistration.Create<T>(name, options, version, aliases)]);
        }

        return version == 1 && aliases is null
            ? builder.AddMessages([MessageRegistration.Create(typeof(T), options)])
            : throw new ArgumentException(
                $"{typeof(T)} is registered by its attribute: version and aliases stand there, or here beside a name.", nameof(name));
    }

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
        return builder.AddMessages(
        [
            .. assembly.GetTypes()
                .Where(type => type.IsDefined(typeof(MessageAttribute), inherit: false))
                .Select(type => MessageRegistration.Create(type, options)),
        ]);
    }

    /// <summary>Registers message types that were put together elsewhere, by generated code for example.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="registrations">The types.</param>
    public static IPoBuilder AddMessages(this IPoBuilder builder, IEnumerable<MessageRegistration> registrations)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(registrations);
        MessageRegistration[] added = [.. registrations];
        builder.Services.Configure<RegistryOptions>(builder.Name, options =>
        {
            foreach (var registration in added)
            {
                options.Registrations.Add(registration);
            }
        });
        return builder;
    }
}
