using System.Collections.Frozen;

namespace Po;

/// <summary>The registry: an immutable table of message types, and of upcasters that lead to them.</summary>
/// <remarks>Thread safe. Only registered names are read; nothing is resolved by reflection.</remarks>
public sealed class MessageRegistry : IRegistry
{
    private readonly FrozenDictionary<string, MessageRegistration> _byName;
    private readonly FrozenDictionary<Type, MessageRegistration> _byType;
    private readonly UpcastGraph _upcasters;
    private readonly UpcastReader _older;

    /// <summary>Freezes a table of message types.</summary>
    /// <param name="registrations">The types; the same type under the same name may be there more than once, the last one counts.</param>
    /// <param name="upcasters">What leads from older versions to those that are registered; null for none.</param>
    /// <exception cref="PoConfigurationException">
    /// A name or alias belongs to two types, or a type has two names or versions; an upcaster is missing for a version before a registered one, is there
    /// twice, leads nowhere or round in circles.
    /// </exception>
    public MessageRegistry(IEnumerable<MessageRegistration> registrations, IEnumerable<IUpcaster>? upcasters = null)
    {
        ArgumentNullException.ThrowIfNull(registrations);
        var table = new RegistrationTable(registrations);
        _byName = StoredNames(table).ToFrozenDictionary(StringComparer.Ordinal);
        _byType = table.ByType.ToFrozenDictionary();
        _upcasters = new UpcastGraph(table, upcasters ?? []);
        _older = new UpcastReader(_upcasters);
    }

    /// <inheritdoc/>
    public SerializedMessage Serialize(object data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var registration = _byType.GetValueOrDefault(data.GetType()) ?? throw new UnknownMessageTypeException(data.GetType());
        return new SerializedMessage(registration.StoredName, registration.Serialize(data)) { ContentType = registration.ContentType };
    }

    /// <inheritdoc/>
    public object Deserialize(string type, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(type);
        return (_byName.GetValueOrDefault(type) ?? throw new UnknownMessageTypeException(type)).Deserialize(data);
    }

    /// <inheritdoc/>
    public MessageParts ToMessages(Record record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (!_byName.TryGetValue(record.Type, out var registration))
        {
            return _older.Read(record);
        }

        var headers = HeaderJson.Read(registration.Name, record.Headers.Span, out var contentType);
        registration.Require(contentType);
        return new MessageParts(registration.ToMessage(record, headers));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> FindStoredNames(string type)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        return _upcasters.FindSources(type);
    }

    /// <inheritdoc/>
    public bool Contains(Type dataType) => _byType.ContainsKey(dataType);

    /// <summary>Whether what a record is read as can be given to several handlers at once; false if in doubt.</summary>
    /// <param name="storedType">The type of the record.</param>
    internal bool IsImmutable(string storedType) => _byName.TryGetValue(storedType, out var registration) && registration.IsImmutable;

    private static IEnumerable<KeyValuePair<string, MessageRegistration>> StoredNames(RegistrationTable table) =>
        table.ByName.Select(named => KeyValuePair.Create(MessageNames.Stored(named.Key, named.Value.Version), named.Value));
}
