using System.Collections.Frozen;

namespace Po;

// Which records a subscription to some types reads, and which of the messages in them it hands over: one that is read as several may hold others, too.
internal sealed class TypeFilter
{
    private readonly FrozenSet<string> _names;

    private TypeFilter(IReadOnlyList<string> types, IRegistry registry)
    {
        var stored = types.Select(registry.FindStoredNames).ToList();
        _names = stored.Select(names => names[0]).ToFrozenSet(StringComparer.Ordinal);

        // In versions that this process does not know yet, too: it is to refuse them, not to miss them. Sorted, so that subscriptions with the same filter
        // share their pages.
        Stored =
        [
            .. stored.SelectMany(names => names).Distinct(StringComparer.Ordinal)
                .SelectMany(name => new[] { name, name + MessageNames.VersionMark })
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>What a store is asked for.</summary>
    public IReadOnlyList<string> Stored { get; }

    /// <summary>Makes a filter; null for none.</summary>
    /// <param name="types">The names of the types.</param>
    /// <param name="registry">Knows under which names they are stored.</param>
    public static TypeFilter? Of(IReadOnlyList<string>? types, IRegistry registry) => types is null ? null : new TypeFilter(types, registry);

    public MessageParts Keep(MessageParts parts) => parts.Only is { } message
        ? (_names.Contains(message.Type) ? parts : default)
        : new MessageParts(parts.Where(part => _names.Contains(part.Type)));
}
