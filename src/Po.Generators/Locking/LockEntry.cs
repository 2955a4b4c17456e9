using System.Collections.Immutable;

namespace Po.Generators;

/// <summary>The shape of one version of a message.</summary>
/// <param name="Name">The wire name.</param>
/// <param name="Version">The version.</param>
/// <param name="IsRetired">Whether somebody has said that no store holds it any longer.</param>
/// <param name="Aliases">The other names that it is stored under, in order.</param>
/// <param name="Lines">Its members at every depth.</param>
internal sealed record LockEntry(string Name, int Version, bool IsRetired, EquatableArray<string> Aliases, EquatableArray<LockLine> Lines)
{
    public string Key => $"{Name}@{Version}";

    /// <summary>Every name that is stored.</summary>
    public IEnumerable<string> StoredNames => new[] { Name }.Concat(Aliases);

    /// <summary>The line of the file that the entry begins in, from 0; not part of what it says.</summary>
    public int Line { get; init; }

    /// <summary>What people have written beside the entry.</summary>
    public EquatableArray<string> Comments { get; init; }

    /// <summary>The same with what is in the file already: an alias leaves it by nobody's hand but a person's.</summary>
    public LockEntry Keeping(LockEntry before) => this with
    {
        Comments = before.Comments,
        Aliases = Aliases.Union(before.Aliases, StringComparer.Ordinal).OrderBy(alias => alias, StringComparer.Ordinal).ToImmutableArray(),
    };
}
