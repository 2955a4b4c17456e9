namespace Po;

/// <summary>One shape that the data of a message type has, or once had.</summary>
/// <param name="Name">The wire name, without a version.</param>
/// <param name="Version">The version; 1 is the first.</param>
/// <remarks><c>default</c> names nothing and is refused wherever a shape is expected.</remarks>
public readonly record struct MessageVersion(string Name, int Version)
{
    /// <summary>For people: <c>version 2 of 'order-placed'</c>.</summary>
    public override string ToString() => $"version {Version} of '{Name}'";
}
