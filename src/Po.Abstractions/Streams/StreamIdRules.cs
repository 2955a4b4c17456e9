using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Po;

// One place for what a stream id may be, so that building and parsing can never disagree.
internal static class StreamIdRules
{
    public static bool TryParse(
        [NotNullWhen(true)] string? text,
        [NotNullWhen(true)] out string? group,
        out string? entity,
        [NotNullWhen(false)] out string? problem)
    {
        group = null;
        entity = null;
        if (string.IsNullOrEmpty(text))
        {
            problem = "A stream id cannot be empty: write 'group' or 'group-entity'.";
            return false;
        }

        var dash = text.IndexOf('-', StringComparison.Ordinal);
        group = dash < 0 ? text : text[..dash];
        entity = dash < 0 ? null : text[(dash + 1)..];
        problem = text == "*" ? null : Check(group, entity);
        return problem is null;
    }

    public static string? Check(string group, string? entity)
    {
        if (group.Length == 0)
        {
            return "A stream id needs a group before the first '-'.";
        }

        if (group == "*")
        {
            return "The group '*' is reserved: StreamId.All is every group.";
        }

        if (group.Contains('-', StringComparison.Ordinal))
        {
            return $"The group '{group}' contains '-', which separates group and entity: pass the entity on its own.";
        }

        if (entity is { Length: 0 })
        {
            return $"The entity of group '{group}' is empty: leave it out to name the whole group.";
        }

        return CheckCharacters(group) ?? (entity is null ? null : CheckCharacters(entity)) ?? CheckLength(group, entity);
    }

    private static string? CheckCharacters(string part)
    {
        for (var i = 0; i < part.Length; i++)
        {
            if (char.IsControl(part[i]))
            {
                return $"A stream id cannot hold control characters (U+{(int)part[i]:X4}).";
            }

            if (char.IsSurrogate(part[i]))
            {
                if (i + 1 >= part.Length || !char.IsSurrogatePair(part[i], part[i + 1]))
                {
                    return "A stream id cannot hold half of a surrogate pair: no database could give it back unchanged.";
                }

                i++;
            }
        }

        return null;
    }

    private static string? CheckLength(string group, string? entity)
    {
        var bytes = Encoding.UTF8.GetByteCount(group) + (entity is null ? 0 : 1 + Encoding.UTF8.GetByteCount(entity));
        return bytes <= StreamId.MaxBytes
            ? null
            : $"The stream id '{group[..Math.Min(group.Length, 20)]}…' has {bytes} bytes of UTF-8; {StreamId.MaxBytes} are allowed.";
    }
}
