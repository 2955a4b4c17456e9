namespace Po;

/// <summary>The wire form of a message's data.</summary>
/// <param name="Type">What is stored as the type: the registered wire name, with the version behind it from version 2 on.</param>
/// <param name="Data">The bytes.</param>
public readonly record struct SerializedMessage(string Type, ReadOnlyMemory<byte> Data)
{
    /// <summary>What the bytes are.</summary>
    /// <value><see cref="ContentTypes.Json"/> by default.</value>
    public string ContentType { get; init; } = ContentTypes.Json;
}
