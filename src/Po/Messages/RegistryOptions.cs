namespace Po;

/// <summary>The message types and upcasters that were registered for a store; the options carry the name of the store.</summary>
public sealed class RegistryOptions
{
    /// <summary>The registrations, in the order in which they were made.</summary>
    public IList<MessageRegistration> Registrations { get; } = [];

    /// <summary>The upcasters, in the order in which they were added.</summary>
    public IList<IUpcaster> Upcasters { get; } = [];
}
