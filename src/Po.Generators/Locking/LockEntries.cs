using System.Collections.Immutable;

namespace Po.Generators;

internal static class LockEntries
{
    /// <summary>The entry of a message as its type is now.</summary>
    public static LockEntry Of(MessageType message, Catalogue catalogue) => new(
        message.Name,
        message.Version,
        IsRetired: false,
        message.Aliases.Distinct().OrderBy(alias => alias, StringComparer.Ordinal).ToImmutableArray(),
        ShapeReader.Read(message.Symbol, catalogue.Options));

    /// <summary>
    /// The entries of a file that a message is read from in its version, each with what it would be now: its own, and those of its aliases, which are read as the same type.
    /// </summary>
    public static IEnumerable<(LockEntry Before, LockEntry Now)> Stored(LockEntry now, LockFile file)
    {
        if (file.Find(now.Name, now.Version) is { } own)
        {
            yield return (own, now.Keeping(own));
        }

        foreach (var alias in now.Aliases)
        {
            if (file.Find(alias, now.Version) is { IsRetired: false } other)
            {
                yield return (other, other with { Lines = now.Lines });
            }
        }
    }
}
