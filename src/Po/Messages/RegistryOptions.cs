namespace Po;

/// <summary>The message types that were registered for a store; the options carry the name of the store.</summary>
public sealed class RegistryOptions
{
    /// <summary>The registrations, in the order in which they were made.</summary>
    public IList<MessageRegistration> Registrations { get; } = [];
}
