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
}
