namespace Po;

/// <summary>Gives a message type its wire name, for registration without repeating it.</summary>
/// <param name="name">The name that is stored; it outlives the class, so it never changes once a message has been stored.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class MessageAttribute(string name) : Attribute
{
    /// <summary>The name that is stored with each message of this type.</summary>
    public string Name { get; } = name;

    /// <summary>Which shape of the data this type is: a change that cannot read what is stored is a new version, with an upcaster from the last one.</summary>
    /// <value>At least 1; 1 by default.</value>
    public int Version { get; init; } = 1;

    /// <summary>Names that messages of this type were stored under before; they are read, in every version, and never written.</summary>
    /// <value>None by default.</value>
    public string[] Aliases { get; init; } = [];
}
