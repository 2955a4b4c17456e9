namespace Po;

/// <summary>The registry: an immutable table of message types.</summary>
/// <remarks>Thread safe. Only registered names are read; nothing is resolved by reflection.</remarks>
public sealed class MessageRegistry : IRegistry
{
    /// <summary>Freezes a table of message types.</summary>
    /// <param name="registrations">The types; the same type under the same name may be there more than once.</param>
    /// <exception cref="PoConfigurationException">A name belongs to two types, or a type has two names.</exception>
    public MessageRegistry(IEnumerable<MessageRegistration> registrations) => throw new NotImplementedException();

    /// <inheritdoc/>
    public SerializedMessage Serialize(object data) => throw new NotImplementedException();

    /// <inheritdoc/>
    public object Deserialize(string type, ReadOnlySpan<byte> data) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Message ToMessage(Record record) => throw new NotImplementedException();

    /// <inheritdoc/>
    public bool Contains(Type dataType) => throw new NotImplementedException();
}
