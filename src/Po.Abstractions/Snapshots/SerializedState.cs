namespace Po;

/// <summary>The wire form of a state.</summary>
/// <param name="Shape">Identifies the shape of the state, its members and their types: another shape makes the bytes useless.</param>
/// <param name="Data">The bytes.</param>
public readonly record struct SerializedState(string Shape, ReadOnlyMemory<byte> Data);
