using System.Text.RegularExpressions;

namespace Po.Postgres;

// Names from the configuration that become part of a statement.
internal static partial class PostgresIdentifier
{
    public const string Pattern = "^[a-z_][a-z0-9_]{0,47}$";

    /// <summary>The name in quotes.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">The name is not one of lower-case letters, digits and underscores.</exception>
    public static string Quote(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Allowed().IsMatch(name) && !name.EndsWith('\n')
            ? $"\"{name}\""
            : throw new ArgumentException(
                $"'{name}' is no name for PostgreSQL that Po accepts: lower-case letters, digits and underscores, at most 48.", nameof(name));
    }

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Allowed();
}
