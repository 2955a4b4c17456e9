using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Po;

/// <summary>A message type with its wire name and the way it is serialised.</summary>
public abstract class MessageRegistration
{
    private protected MessageRegistration(string name, Type dataType)
    {
        Name = name;
        DataType = dataType;
    }

    /// <summary>The wire name, stored with each message.</summary>
    public string Name { get; }

    /// <summary>The type of the data.</summary>
    public Type DataType { get; }

    /// <summary>Registers a type with metadata made at compile time; safe for trimming and native AOT.</summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="name">The wire name: 1 to 200 characters, none of them a control character.</param>
    /// <param name="typeInfo">For example <c>AppJson.Default.OrderPlaced</c>.</param>
    /// <exception cref="ArgumentException">The name breaks a rule above.</exception>
    public static MessageRegistration Create<T>(string name, JsonTypeInfo<T> typeInfo)
        where T : notnull => throw new NotImplementedException();

    /// <summary>Registers a type by reflection.</summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="name">The wire name: 1 to 200 characters, none of them a control character.</param>
    /// <param name="options">How to serialise; camel case names by default.</param>
    /// <exception cref="ArgumentException">The name breaks a rule above.</exception>
    [RequiresUnreferencedCode("Reflects over the message type. Pass a JsonTypeInfo to be safe for trimming.")]
    [RequiresDynamicCode("Reflects over the message type. Pass a JsonTypeInfo to be safe for native AOT.")]
    public static MessageRegistration Create<T>(string name, JsonSerializerOptions? options = null)
        where T : notnull => throw new NotImplementedException();

    /// <summary>Registers a type that carries <see cref="MessageAttribute"/> by reflection.</summary>
    /// <param name="dataType">The type of the data.</param>
    /// <param name="options">How to serialise; camel case names by default.</param>
    /// <exception cref="PoConfigurationException">The type carries no <see cref="MessageAttribute"/>.</exception>
    [RequiresUnreferencedCode("Reflects over the message type. Pass a JsonTypeInfo to be safe for trimming.")]
    [RequiresDynamicCode("Reflects over the message type. Pass a JsonTypeInfo to be safe for native AOT.")]
    public static MessageRegistration Create(Type dataType, JsonSerializerOptions? options = null) =>
        throw new NotImplementedException();
}
