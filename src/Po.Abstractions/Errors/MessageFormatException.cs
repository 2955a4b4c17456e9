namespace Po;

/// <summary>The stored bytes of a message cannot be read as its registered type.</summary>
/// <param name="typeName">The wire name.</param>
/// <param name="innerException">What the serializer has said; it holds no payload.</param>
public sealed class MessageFormatException(string typeName, Exception innerException)
    : PoException(
        $"A message of type '{typeName}' cannot be read: its bytes do not fit the registered type. Register a type that reads every "
        + "shape that was ever stored under this name.",
        innerException)
{
    /// <summary>The wire name.</summary>
    public string TypeName { get; } = typeName;
}
