using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Po;

/// <summary>A message type with its wire name and the way it is serialised.</summary>
/// <remarks>Immutable and thread safe.</remarks>
public abstract class MessageRegistration
{
    private const string Trimming = "Reflects over the message type. Pass a JsonTypeInfo to be safe for trimming.";
    private const string Aot = "Reflects over the message type. Pass a JsonTypeInfo to be safe for native AOT.";

    private readonly Lazy<bool> _isImmutable;

    private protected MessageRegistration(string name, Type dataType, int version, IReadOnlyList<string>? aliases)
    {
        MessageNames.Check(name, dataType, nameof(name));
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        Aliases = [.. aliases ?? []];
        foreach (var alias in Aliases)
        {
            MessageNames.Check(alias, dataType, nameof(aliases));
        }

        Name = name;
        Version = version;
        DataType = dataType;
        StoredName = MessageNames.Stored(name, version);
        _isImmutable = new Lazy<bool>(() => Immutability.Of(dataType));
    }

    /// <summary>The wire name; stored with each message, with the version behind it from version 2 on: <c>order-placed@2</c>.</summary>
    public string Name { get; }

    /// <summary>Which shape of the data is written; older ones are read through upcasters.</summary>
    public int Version { get; }

    /// <summary>Names that messages of this type were stored under before; they are read, in every version, and never written.</summary>
    public IReadOnlyList<string> Aliases { get; }

    /// <summary>The type of the data.</summary>
    public Type DataType { get; }

    /// <summary>What the bytes are; see <see cref="ContentTypes"/>.</summary>
    public abstract string ContentType { get; }

    /// <summary>Registers a type with metadata made at compile time; safe for trimming and native AOT.</summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="name">The wire name: 1 to 200 characters, none of them a control character or <c>@</c>.</param>
    /// <param name="typeInfo">For example <c>AppJson.Default.OrderPlaced</c>.</param>
    /// <param name="version">The version; at least 1.</param>
    /// <param name="aliases">Names from before; null for none.</param>
    /// <exception cref="ArgumentException">A name or the version breaks a rule above.</exception>
    public static MessageRegistration Create<T>(
        string name, JsonTypeInfo<T> typeInfo, int version = 1, IReadOnlyList<string>? aliases = null)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return new JsonMessageRegistration<T>(name, typeInfo, null, version, aliases);
    }

    /// <summary>Registers a type with metadata that is asked for when its first message is written or read; safe for trimming and native AOT.</summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="name">The wire name: 1 to 200 characters, none of them a control character or <c>@</c>.</param>
    /// <param name="typeInfo">Gives the metadata, the same each time: it may be called more than once.</param>
    /// <param name="version">The version; at least 1.</param>
    /// <param name="aliases">Names from before; null for none.</param>
    /// <exception cref="ArgumentException">A name or the version breaks a rule above.</exception>
    public static MessageRegistration Create<T>(
        string name, Func<JsonTypeInfo<T>> typeInfo, int version = 1, IReadOnlyList<string>? aliases = null)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return new JsonMessageRegistration<T>(name, null, typeInfo, version, aliases);
    }

    /// <summary>Registers a type now, and makes its registration when its first message is written or read: what generated code does for many types.</summary>
    /// <param name="dataType">The type of the data.</param>
    /// <param name="name">The wire name: 1 to 200 characters, none of them a control character or <c>@</c>.</param>
    /// <param name="create">Makes the registration of the same type, name and version; it may be called more than once.</param>
    /// <param name="index">What <paramref name="create"/> is called with.</param>
    /// <param name="version">The version; at least 1.</param>
    /// <param name="aliases">Names from before; null for none.</param>
    /// <exception cref="ArgumentException">A name or the version breaks a rule above.</exception>
    public static MessageRegistration CreateLazily(
        Type dataType, string name, Func<int, MessageRegistration> create, int index, int version = 1, IReadOnlyList<string>? aliases = null)
    {
        ArgumentNullException.ThrowIfNull(dataType);
        ArgumentNullException.ThrowIfNull(create);
        return new LazyMessageRegistration(dataType, name, create, index, version, aliases);
    }

    /// <summary>Registers a type with a serializer of the application, for what is to be no JSON; safe for trimming and native AOT.</summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="name">The wire name: 1 to 200 characters, none of them a control character or <c>@</c>.</param>
    /// <param name="serializer">Writes and reads the data.</param>
    /// <param name="version">The version; at least 1.</param>
    /// <param name="aliases">Names from before; null for none.</param>
    /// <exception cref="ArgumentException">A name or the version breaks a rule above, or the serializer has no content type.</exception>
    public static MessageRegistration Create<T>(
        string name, IMessageSerializer<T> serializer, int version = 1, IReadOnlyList<string>? aliases = null)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(serializer);
        return new CustomMessageRegistration<T>(name, serializer, version, aliases);
    }

    /// <summary>Registers a type by reflection.</summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="name">The wire name: 1 to 200 characters, none of them a control character or <c>@</c>.</param>
    /// <param name="options">How to serialise; camel case names by default. They cannot be changed afterwards.</param>
    /// <param name="version">The version; at least 1.</param>
    /// <param name="aliases">Names from before; null for none.</param>
    /// <exception cref="ArgumentException">A name or the version breaks a rule above.</exception>
    [RequiresUnreferencedCode(Trimming)]
    [RequiresDynamicCode(Aot)]
    public static MessageRegistration Create<T>(
        string name, JsonSerializerOptions? options = null, int version = 1, IReadOnlyList<string>? aliases = null)
        where T : notnull
    {
        options ??= JsonSerializerOptions.Web;
        options.MakeReadOnly(populateMissingResolver: true);
        return new JsonMessageRegistration<T>(name, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)), null, version, aliases);
    }

    /// <summary>Registers a type that carries <see cref="MessageAttribute"/> by reflection.</summary>
    /// <param name="dataType">The type of the data.</param>
    /// <param name="options">How to serialise; camel case names by default. They cannot be changed afterwards.</param>
    /// <exception cref="PoConfigurationException">The type carries no <see cref="MessageAttribute"/>, or is generic or abstract.</exception>
    [RequiresUnreferencedCode(Trimming)]
    [RequiresDynamicCode(Aot)]
    public static MessageRegistration Create(Type dataType, JsonSerializerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dataType);
        if (dataType.ContainsGenericParameters || dataType.IsAbstract)
        {
            throw new PoConfigurationException(
                $"{dataType} is an open generic or abstract type, so no message can be of exactly this type: register concrete types.");
        }

        var attribute = dataType.GetCustomAttribute<MessageAttribute>() ?? throw new PoConfigurationException(
            $"{dataType} has no wire name: put [Message(\"…\")] on it, or register it with a name.");
        options ??= JsonSerializerOptions.Web;
        options.MakeReadOnly(populateMissingResolver: true);
        return (MessageRegistration)Activator.CreateInstance(
            typeof(JsonMessageRegistration<>).MakeGenericType(dataType),
            BindingFlags.Public | BindingFlags.Instance | BindingFlags.DoNotWrapExceptions,
            binder: null,
            args: [attribute.Name, options.GetTypeInfo(dataType), null, attribute.Version, attribute.Aliases],
            culture: null)!;
    }

    /// <summary>What is stored as the type of a record that is written.</summary>
    internal string StoredName { get; }

    /// <summary>Whether one object can be given to several handlers at once.</summary>
    internal bool IsImmutable => _isImmutable.Value;

    /// <exception cref="MessageFormatException">Something else is stored than what this type reads.</exception>
    internal void Require(string contentType)
    {
        if (!contentType.Equals(ContentType, StringComparison.Ordinal))
        {
            throw new MessageFormatException(Name, contentType, ContentType);
        }
    }

    internal abstract ReadOnlyMemory<byte> Serialize(object data);

    internal abstract object Deserialize(ReadOnlySpan<byte> data);

    internal abstract Message ToMessage(Record record, IReadOnlyDictionary<string, string> headers, int part = 1, int partCount = 1);
}
