namespace Po;

/// <summary>A message type is not registered: a stored name that no type belongs to, or a type without a name.</summary>
public sealed class UnknownMessageTypeException : PoException
{
    /// <summary>A stored name that no registered type belongs to.</summary>
    /// <param name="typeName">The wire name.</param>
    public UnknownMessageTypeException(string typeName)
        : base($"No message type is registered for the name '{typeName}'. Register it: AddMessage<T>(\"{typeName}\").") =>
        TypeName = typeName;

    /// <summary>A type that is not registered.</summary>
    /// <param name="dataType">The type of the data.</param>
    public UnknownMessageTypeException(Type dataType)
        : base($"The type {dataType} is not registered as a message. Register it: AddMessage<{dataType?.Name}>(\"…\").") =>
        DataType = dataType;

    /// <summary>The wire name, if that is what was unknown.</summary>
    public string? TypeName { get; }

    /// <summary>The type, if that is what was unknown.</summary>
    public Type? DataType { get; }
}
