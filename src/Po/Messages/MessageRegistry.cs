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
    /// <exception cref="PoConfigurationException">A name belongs to two types, or a type has two names.</exception>
    public MessageRegistry(IEnumerable<MessageRegistration> registrations)
    {
        ArgumentNullException.ThrowIfNull(registrations);
        var byName = new Dictionary<string, MessageRegistration>(StringComparer.Ordinal);
        var byType = new Dictionary<Type, MessageRegistration>();
        foreach (var registration in registrations)
        {
            Refuse(byName.GetValueOrDefault(registration.Name), registration);
            Refuse(byType.GetValueOrDefault(registration.DataType), registration);
            byName[registration.Name] = registration;
            byType[registration.DataType] = registration;
        }

        _byName = byName.ToFrozenDictionary(StringComparer.Ordinal);
        _byType = byType.ToFrozenDictionary();
    }

    /// <inheritdoc/>
    public SerializedMessage Serialize(object data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var registration = _byType.GetValueOrDefault(data.GetType()) ?? throw new UnknownMessageTypeException(data.GetType());
        return new SerializedMessage(registration.Name, registration.Serialize(data));
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

    private static void Refuse(MessageRegistration? known, MessageRegistration added)
    {
        if (known is not null && (known.Name != added.Name || known.DataType != added.DataType))
        {
            throw new PoConfigurationException(
                known.Name == added.Name
                    ? $"The message name '{added.Name}' is registered for both {known.DataType} and {added.DataType}: give each type a name of its own."
                    : $"The type {added.DataType} is registered as both '{known.Name}' and '{added.Name}': keep the name that is stored.");
        }
    }

    private MessageRegistration Find(string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return _byName.GetValueOrDefault(type) ?? throw new UnknownMessageTypeException(type);
    }
}
