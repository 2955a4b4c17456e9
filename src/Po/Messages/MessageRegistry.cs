using System.Collections.Frozen;

namespace Po;

/// <summary>The registry: an immutable table of message types.</summary>
/// <remarks>Thread safe. Only registered names are read; nothing is resolved by reflection.</remarks>
public sealed class MessageRegistry : IRegistry
{
    private readonly FrozenDictionary<string, MessageRegistration> _byName;
    private readonly FrozenDictionary<Type, MessageRegistration> _byType;

    /// <summary>Freezes a table of message types.</summary>
    /// <param name="registrations">The types; the same type under the same name may be there more than once, the last one counts.</param>
    /// <exception cref="PoConfigurationException">A name or alias belongs to two types, or a type has two names or versions.</exception>
    public MessageRegistry(IEnumerable<MessageRegistration> registrations)
    {
        ArgumentNullException.ThrowIfNull(registrations);
        var table = new RegistrationTable(registrations);
        _byName = StoredNames(table).ToFrozenDictionary(StringComparer.Ordinal);
        _byType = table.ByType.ToFrozenDictionary();
    }

    /// <inheritdoc/>
    public SerializedMessage Serialize(object data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var registration = _byType.GetValueOrDefault(data.GetType()) ?? throw new UnknownMessageTypeException(data.GetType());
        return new SerializedMessage(registration.StoredName, registration.Serialize(data));
    }

    /// <inheritdoc/>
    public object Deserialize(string type, ReadOnlySpan<byte> data) => Find(type).Deserialize(data);

    /// <inheritdoc/>
    public Message ToMessage(Record record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Find(record.Type).ToMessage(record, HeaderJson.Read(record.Type, record.Headers.Span));
    }

    /// <inheritdoc/>
    public bool Contains(Type dataType) => _byType.ContainsKey(dataType);

    internal bool IsImmutable(string type) => Find(type).IsImmutable;

    private static IEnumerable<KeyValuePair<string, MessageRegistration>> StoredNames(RegistrationTable table) =>
        table.ByName.Select(named => KeyValuePair.Create(MessageNames.Stored(named.Key, named.Value.Version), named.Value));

    private MessageRegistration Find(string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return _byName.GetValueOrDefault(type) ?? throw new UnknownMessageTypeException(type);
    }
}
