using System.Globalization;

namespace Po;

// What is stored as the type of a record: the wire name, and from version 2 on the version behind an '@', which no wire name contains.
internal static class MessageNames
{
    public const char VersionMark = '@';

    private const int MaxLength = 200;

    /// <summary>The stored form of a version.</summary>
    /// <param name="name">The wire name.</param>
    /// <param name="version">The version, at least 1.</param>
    public static string Stored(string name, int version) =>
        version == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}{VersionMark}{version}");

    /// <summary>Takes a stored form apart; false for one that no registered type was ever stored as.</summary>
    /// <param name="stored">The stored type.</param>
    /// <param name="name">The wire name.</param>
    /// <param name="version">The version.</param>
    public static bool TryParse(string stored, out string name, out int version)
    {
        var mark = stored.IndexOf(VersionMark, StringComparison.Ordinal);
        (name, version) = (mark < 0 ? stored : stored[..mark], 1);
        return mark < 0
            || (int.TryParse(stored.AsSpan(mark + 1), NumberStyles.None, CultureInfo.InvariantCulture, out version)
                && version > 1
                && stored[mark + 1] != '0');
    }

    public static bool HasVersion(string stored) => stored.Contains(VersionMark, StringComparison.Ordinal);

    /// <exception cref="ArgumentException">The name is none that can be stored.</exception>
    public static void Check(string name, Type dataType, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        if (name.Length > MaxLength || name.Any(character => char.IsControl(character) || character == VersionMark))
        {
            throw new ArgumentException(
                $"The wire name of {dataType} must have 1 to {MaxLength} characters, none of them a control character or '{VersionMark}', which "
                + "stands before the version where that is stored.",
                parameter);
        }
    }
}
