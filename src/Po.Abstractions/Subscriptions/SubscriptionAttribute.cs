namespace Po;

/// <summary>Binds a handler class to a subscription, wherever the class is found: in the service collection or by an assembly scan.</summary>
/// <param name="id">The stable name under which the position is kept; another name is a replay from the start.</param>
/// <param name="source">The text form of a stream, of a group, or <c>*</c> for every group.</param>
/// <remarks>May stand several times on a class: each is a subscription of its own.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SubscriptionAttribute(string id, string source) : Attribute
{
    /// <summary>The stable name under which the position is kept.</summary>
    public string Id { get; } = id;

    /// <summary>The text form of what is subscribed to.</summary>
    public string Source { get; } = source;
}
