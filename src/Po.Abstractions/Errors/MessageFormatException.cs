namespace Po;

/// <summary>The stored bytes of a message cannot be read as its registered type.</summary>
public sealed class MessageFormatException : PoException
{
    /// <summary>The bytes do not fit the type.</summary>
    /// <param name="typeName">The wire name.</param>
    /// <param name="innerException">What the serializer has said; it holds no payload.</param>
    public MessageFormatException(string typeName, Exception innerException)
        : base(
            $"A message of type '{typeName}' cannot be read: its bytes do not fit the registered type. Register a type that reads every "
            + "shape that was ever stored under this name, or a new version with an upcaster from the old one.",
            innerException) =>
        TypeName = typeName;

    /// <summary>The bytes are of another kind than the serializer of the type reads.</summary>
    /// <param name="typeName">The wire name.</param>
    /// <param name="storedContentType">What is stored.</param>
    /// <param name="readContentType">What the serializer reads.</param>
    public MessageFormatException(string typeName, string storedContentType, string readContentType)
        : base(
            $"A message of type '{typeName}' cannot be read: it is stored as {storedContentType}, but its serializer reads {readContentType}. Register "
            + "the new serializer under a new version, with an upcaster from the old one.")
    {
        TypeName = typeName;
        StoredContentType = storedContentType;
        ReadContentType = readContentType;
    }

    /// <summary>The wire name.</summary>
    public string TypeName { get; }

    /// <summary>What is stored, if that is what does not fit.</summary>
    public string? StoredContentType { get; }

    /// <summary>What the serializer of the type reads, if that is what does not fit.</summary>
    public string? ReadContentType { get; }
}
