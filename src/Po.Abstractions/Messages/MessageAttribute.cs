namespace Po;

/// <summary>Gives a message type its wire name, for registration without repeating it.</summary>
/// <param name="name">The name that is stored; it outlives the class, so it never changes once a message has been stored.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class MessageAttribute(string name) : Attribute
{
    /// <summary>The name that is stored with each message of this type.</summary>
    public string Name { get; } = name;
}
