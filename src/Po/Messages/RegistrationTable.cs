namespace Po;

// Collects registrations, and refuses those of which nobody could tell which one is meant.
internal sealed class RegistrationTable
{
    private readonly Dictionary<Type, MessageRegistration> _byType = [];

    // Aliases, too: a name stands for one type, whatever it is called today.
    private readonly Dictionary<string, MessageRegistration> _byName = new(StringComparer.Ordinal);

    public RegistrationTable(IEnumerable<MessageRegistration> registrations)
    {
        foreach (var registration in registrations)
        {
            Add(registration);
        }
    }

    public IReadOnlyDictionary<Type, MessageRegistration> ByType => _byType;

    public IReadOnlyDictionary<string, MessageRegistration> ByName => _byName;

    private void Add(MessageRegistration added)
    {
        if (_byType.TryGetValue(added.DataType, out var known))
        {
            Refuse(known, added);
            foreach (var name in NamesOf(known))
            {
                _byName.Remove(name);
            }
        }

        foreach (var name in NamesOf(added))
        {
            if (!_byName.TryAdd(name, added) && _byName[name].DataType != added.DataType)
            {
                throw new PoConfigurationException(
                    $"The message name '{name}' is registered for both {_byName[name].DataType} and {added.DataType}: give each type a name of its own.");
            }
        }

        _byType[added.DataType] = added;
    }

    private static IEnumerable<string> NamesOf(MessageRegistration registration) => registration.Aliases.Prepend(registration.Name);

    private static void Refuse(MessageRegistration known, MessageRegistration added)
    {
        if (known.Name != added.Name)
        {
            throw new PoConfigurationException(
                $"The type {added.DataType} is registered as both '{known.Name}' and '{added.Name}': keep the name that is stored, and give the other one "
                + "as an alias if messages are stored under both.");
        }

        if (known.Version != added.Version)
        {
            throw new PoConfigurationException(
                $"The type {added.DataType} is registered as both version {known.Version} and version {added.Version} of '{added.Name}': it is one of them.");
        }
    }
}
