using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Po.Generators;

// po.events.lock: text that people read in a diff and Git merges. One entry a block, sorted by name and version, one member a line.
internal sealed class LockFile
{
    public const string FileName = "po.events.lock";

    private const string Header =
        "# The shape of every stored message. Commit this file; what is new is added by: dotnet build -t:UpdateEventsLock\n";

    private const string Message = "message ";
    private const string Retired = " retired";
    private const string Alias = "  @alias: ";
    private const string Indent = "  ";

    private readonly Dictionary<string, LockEntry> _byKey;

    private LockFile(ImmutableArray<LockEntry> entries, int? brokenLine)
    {
        Entries = entries;
        BrokenLine = brokenLine;
        _byKey = entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
    }

    public ImmutableArray<LockEntry> Entries { get; }

    /// <summary>The first line, from 0, that cannot be read; null if all can.</summary>
    public int? BrokenLine { get; }

    public static LockFile Parse(string text)
    {
        var entries = new List<LockEntry>();
        var aliases = new List<string>();
        var members = new List<LockLine>();
        var paths = new HashSet<string>(StringComparer.Ordinal);
        LockEntry? current = null;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var lines = text.Split('\n');
        for (var number = 0; number < lines.Length; number++)
        {
            var line = lines[number].TrimEnd('\r');
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line.StartsWith(Message, StringComparison.Ordinal))
            {
                End();
                current = ParseHead(line, number);
                if (current is null || !keys.Add(current.Key))
                {
                    return new LockFile([.. entries], number);
                }
            }
            else if (current is null || !TryParseLine(line, aliases, members, paths))
            {
                return new LockFile([.. entries], number);
            }
        }

        End();
        return new LockFile([.. entries], brokenLine: null);

        void End()
        {
            if (current is not null)
            {
                entries.Add(current with { Aliases = aliases.ToImmutableArray(), Lines = members.ToImmutableArray() });
            }

            aliases.Clear();
            members.Clear();
            paths.Clear();
        }
    }

    public LockEntry? Find(string name, int version) => _byKey.TryGetValue($"{name}@{version}", out var entry) ? entry : null;

    /// <summary>Writes entries in their order, whatever order they come in.</summary>
    public static string Write(IEnumerable<LockEntry> entries)
    {
        var text = new StringBuilder(Header);
        foreach (var entry in entries.OrderBy(entry => entry.Name, StringComparer.Ordinal).ThenBy(entry => entry.Version))
        {
            text.Append('\n');
            Append(text, entry);
        }

        return text.ToString();
    }

    /// <summary>Writes one entry.</summary>
    public static string Write(LockEntry entry)
    {
        var text = new StringBuilder();
        Append(text, entry);
        return text.ToString();
    }

    /// <summary>Puts entries into a file: beside those that are there, or in the place of one of the same name and version. A file that cannot be read stays as it is.</summary>
    public static string Merge(string text, IEnumerable<LockEntry> added)
    {
        var file = Parse(text);
        if (file.BrokenLine is not null)
        {
            return text;
        }

        var entries = file.Entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        foreach (var entry in added)
        {
            entries[entry.Key] = entry;
        }

        return Write(entries.Values);
    }

    private static void Append(StringBuilder text, LockEntry entry)
    {
        text.Append(Message).Append(entry.Key).Append(entry.IsRetired ? Retired : "").Append('\n');
        foreach (var alias in entry.Aliases.OrderBy(alias => alias, StringComparer.Ordinal))
        {
            text.Append(Alias).Append(alias).Append('\n');
        }

        foreach (var line in entry.Lines)
        {
            text.Append(Indent).Append(line.Path).Append(": ").Append(line.Shape).Append('\n');
        }
    }

    // The name may hold anything but the sign that ends it.
    private static LockEntry? ParseHead(string line, int number)
    {
        var isRetired = line.Length > Message.Length + Retired.Length && line.EndsWith(Retired, StringComparison.Ordinal);
        var key = line.Substring(Message.Length, line.Length - Message.Length - (isRetired ? Retired.Length : 0));
        var at = key.LastIndexOf('@');
        return at > 0 && int.TryParse(key.Substring(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new LockEntry(key.Substring(0, at), version, isRetired, default, default) { Line = number }
            : null;
    }

    // A place that is there twice is what a careless merge leaves behind.
    private static bool TryParseLine(string line, List<string> aliases, List<LockLine> members, HashSet<string> paths)
    {
        if (line.StartsWith(Alias, StringComparison.Ordinal))
        {
            aliases.Add(line.Substring(Alias.Length));
            return true;
        }

        var end = EndOfPath(line);
        if (!line.StartsWith(Indent, StringComparison.Ordinal) || end < 0)
        {
            return false;
        }

        members.Add(new LockLine(line.Substring(Indent.Length, end - Indent.Length), line.Substring(end + 2)));
        return paths.Add(members[members.Count - 1].Path);
    }

    // A colon inside quotation marks belongs to the name of a member.
    private static int EndOfPath(string line)
    {
        var isQuoted = false;
        for (var i = 0; i + 1 < line.Length; i++)
        {
            if (line[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (line[i] == '\\' && isQuoted)
            {
                i++;
            }
            else if (line[i] == ':' && line[i + 1] == ' ' && !isQuoted)
            {
                return i;
            }
        }

        return -1;
    }
}
