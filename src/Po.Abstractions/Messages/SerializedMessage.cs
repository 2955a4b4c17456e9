namespace Po;

/// <summary>The wire form of a message's data.</summary>
/// <param name="Type">The registered wire name.</param>
/// <param name="Data">The bytes.</param>
public readonly record struct SerializedMessage(string Type, ReadOnlyMemory<byte> Data);
